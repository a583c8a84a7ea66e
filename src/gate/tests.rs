use std::io::Write;

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use proptest::prelude::*;

use super::*;

type Files = BTreeMap<String, Vec<u8>>;

fn secret(sort: Sort, word: &str) -> Secret {
    let place = Place { file: "intents/a.md".into(), start: 0, end: 0 };
    Secret { word: word.to_owned(), sort, item: "a".to_owned(), place }
}

fn files<const N: usize>(files: [(&str, &[u8]); N]) -> Files {
    files.into_iter().map(|(path, bytes)| (path.to_owned(), bytes.to_vec())).collect()
}

fn allowed(words: &[&str]) -> BTreeSet<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// Whether a word is found in a file, in a site that knows and allows nothing else.
fn finds(sort: Sort, word: &str, path: &str, bytes: &[u8]) -> bool {
    let secrets = [secret(sort, word)];
    let hits = search(&[(&files([(path, bytes)]), "")], &Files::new(), &BTreeSet::new(), &secrets);
    hits.len() == 1
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0_usize, |bits, &byte| bits << 8 | usize::from(byte)) << (8 * (3 - three.len()));
        for digit in 0..=three.len() {
            out.push(char::from(DIGITS[bits >> (18 - 6 * digit) & 63]));
        }
        out.extend(std::iter::repeat_n('=', 3 - three.len()));
    }
    out
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// A picture with one chunk of text. No reader of text looks at check sums.
fn png(name: [u8; 4], chunk: &[u8]) -> Vec<u8> {
    let mut picture = png::SIGNATURE.to_vec();
    for (name, bytes) in [(*b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0][..]), (name, chunk), (*b"IEND", &[])] {
        picture.extend(u32::try_from(bytes.len()).expect("a small chunk").to_be_bytes());
        picture.extend(name);
        picture.extend(bytes);
        picture.extend([0xde, 0xad, 0xbe, 0xef]);
    }
    picture
}

fn utf_16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn one_codename_is_found_however_it_is_hidden() {
    let text = |path: &'static str, text: &str| (path, text.as_bytes().to_vec());
    let link = |prefix: &str| base64(format!("{prefix}Bluebird flies").as_bytes());
    let table: Vec<(&str, Vec<u8>)> = vec![
        // Text and markup.
        text("a.html", "<p>The Bluebird flies</p>"),
        text("a.html", "<p>THE BLUEBIRD FLIES</p>"),
        text("a.html", "<p>The Blue<em>bird</em> flies</p>"),
        text("a.html", "<p>B<b>l</b><i class=\">\">ue</i>bird</p>"),
        text("a.html", "<p>Blue<!-- not a bird -->bird</p>"),
        text("a.html", "<p>Blue<wbr>bird, Blue&shy;heron</p>"),
        text("a.html", "<p>Blue&#x62;ird</p>"),
        text("a.html", "<p>Blue&#98ird</p>"),
        text("a.html", "<p>Blue&zwnj;bird</p>"),
        text("a.html", "<p>Blue\u{ad}bird</p>"),
        text("a.html", "<p>Ｂｌｕｅｂｉｒｄ</p>"),
        text("a.html", "<img alt=\"a bluebird\">"),
        text("a.html", "<a href='x' title=bluebird>x</a>"),
        text("a.html", "<p data-a=\"{&quot;a&quot;:&quot;Blue\\u0062ird&quot;}\">"),
        text("a.html", "<p data-a=\"&amp;#66;luebird\">"),
        text("a.html", "<!-- Bluebird -->"),
        text("a.html", "<div class=\"card-bluebird\" id=\"s_bluebird_1\">"),
        text("a.html", "<script>let a = '\\x42luebird'</script>"),
        text("a.html", "<script>let a = \"Blue\\u003cem\\u003ebird\\u003c/em\\u003e\"</script>"),
        text("a.html", "<style>p::after { content: '\\42 luebird' }</style>"),
        text("a.html", "<a href=\"x?q=Blue%62ird&amp;y\">x</a>"),
        text("a.html", "<a href=\"x?q=the+bluebird+flies\">x</a>"),
        text("a.html", "<img src=\"data:image/svg+xml,%3Csvg%3E%3Ctext%3EBlue%3Cb%3Ebird%3C/b%3E\">"),
        text("a.html", "<iframe srcdoc=\"&lt;p title='x'>Blue&lt;b>bird&lt;/b>\">"),
        text("a.html", &format!("<img src=\"data:text/plain;base64,{}\">", link(""))),
        text("a.html", &format!("<img src=\"data:text/plain;base64,{}\">", link(" "))),
        text("a.html", &format!("<img src=\"data:text/plain;base64,{}\">", link("a "))),
        text("a.html", &format!("<p>x{}</p>", link(""))),
        text("a.html", &format!("<p>xyz/{}</p>", link(""))),
        text("a.html", &format!("<p>{}</p>", base64(b"Bluebird").trim_end_matches('='))),
        text("a.html", &format!("<p>{}</p>", base64(&utf_16("Bluebird", u16::to_le_bytes)))),
        text("a.html", &format!("<p>{}</p>", base64(base64(b"The Bluebird flies").as_bytes()))),
        text("a.html", &format!("<img src='data:image/png;base64,{}'>", base64(&png(*b"tEXt", b"Title\0Bluebird")))),
        // 51 + 9 bytes are 80 digits, of which 76 are the first line.
        text("a.html", &base64(&[&[b'.'; 51][..], b" Bluebird"].concat()).replace("aXJk", "\r\n  aXJk")),
        text("a.svg", "<svg><title>Bluebird</title></svg>"),
        text("a.svg", "<svg><desc>Bluebird</desc></svg>"),
        text("feed.xml", "<title type=\"html\">&lt;b&gt;Blue&lt;/b&gt;bird</title>"),
        text("feed.xml", "<title><![CDATA[Blue]]>bird</title>"),
        text("feed.xml", "<id>tag:example.org,2026:bluebird</id>"),
        // Other formats.
        text("a.json", "{\"title\": \"\\u0042\\u006Cuebird\"}"),
        text("a.json", "{\"url\": \"x\\/bluebird\\/y\"}"),
        text("a.json", "{\"body\": \"a\\nBluebird\"}"),
        text("a.json", "{\"body\": \"Blue**bird** and *Blue*bird\"}"),
        text("a.ics", "BEGIN:VCALENDAR\r\nSUMMARY:The Blue\r\n bird flies\r\n"),
        text("a.ics", "BEGIN:VCALENDAR\r\nSUMMARY:a\\nBluebird\\, b\r\n"),
        text("a.csv", "id,title\r\nx,\"The \"\"Bluebird\"\" flies\"\r\n"),
        text("llms.txt", "- [Bluebird](x)"),
        text("a.css", ".a { background: url(bluebird.png) }"),
        text("robots.txt", "Disallow: /bluebird/"),
        text("sitemap.xml", "<loc>https://example.org/bluebird/</loc>"),
        // Names of files and folders.
        text("a/Bluebird.png", ""),
        text("a/blue%62ird/index.html", ""),
        text("bluebird/index.html", ""),
        text("a/bluebird-flies.3f9a.png", ""),
        // Binary files.
        ("a.png", png(*b"tEXt", b"Title\0Bluebird")),
        ("a.png", png(*b"tEXt", b"Bluebird\0x")),
        ("a.png", png(*b"zTXt", &[b"Title\0\0", &zlib(b"The Bluebird")[..]].concat())),
        ("a.png", png(*b"iTXt", b"Title\0\0\0en\0\0Bluebird")),
        ("a.png", png(*b"iTXt", b"Title\0\0\0en\0Bluebird\0x")),
        ("a.png", png(*b"iTXt", &[b"Title\0\x01\0en\0\0", &zlib(b"The Bluebird")[..]].concat())),
        ("a.png", png(*b"eXIf", b"\0\x08Bluebird\0")),
        ("a.png", [&png(*b"tIME", b""), &b"Bluebird"[..]].concat()),
        ("a.svgz", gzip(b"<svg><title>Blue<tspan dx='1'/></title><desc>Bluebird</desc></svg>")),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10Bluebird\0\xff".to_vec()),
        ("a.doc", [&b"\xff\x08\0"[..], &utf_16("Bluebird", u16::to_le_bytes)].concat()),
        ("a.doc", [&b"\xff\xff\0\x08"[..], &utf_16("Bluebird", u16::to_be_bytes)].concat()),
        ("a.txt", [&b"\xff\xfe"[..], &utf_16("a Bluebird", u16::to_le_bytes)].concat()),
        ("a.txt", [&b"\xfe\xff"[..], &utf_16("a Bluebird", u16::to_be_bytes)].concat()),
        ("a.txt", b"caf\xe9 Bluebird".to_vec()),
    ];
    for (path, bytes) in table {
        let shown = String::from_utf8_lossy(&bytes);
        assert!(finds(Sort::Codename, "Bluebird", path, &bytes), "{path}: {shown:?}");
        assert!(!finds(Sort::Codename, "Blueberry", path, &bytes), "{path}: {shown:?}");
    }
}

#[test]
fn words_of_several_words_and_of_any_script_are_found() {
    for (word, text) in [
        ("Blue bird", "the Blue\n  bird"),
        ("Blue bird", "the Blue&nbsp;bird"),
        ("Blue bird", "the Blue <em>bird</em>"),
        ("Blue bird", "Blue<br>bird"),
        ("Blue bird", "<text><tspan>Blue</tspan><tspan>bird</tspan></text>"),
        ("Blue bird", "{\"a\": \"Blue\\nbird\"}"),
        ("Blue bird", "x/blue-bird.png"),
        ("Blue bird", "x/blue_bird.png"),
        ("Blue bird", "x/blue%20bird.png"),
        ("Blue bird", "x?q=blue+bird"),
        ("Blue bird", "#BlueBird"),
        ("Blue bird", "bluebird.example.org"),
        ("Blue\u{2011}bird", "blue-bird"),
        ("Größe", "GRO\u{308}SSE"),
        ("Größe", "<a href=\"#grosse\">"),
        ("Größe", "x/Gr%C3%B6%C3%9Fe"),
        ("Größe", "Gr&ouml;&szlig;e"),
        ("Größe", "gr\\u00f6\\u00dfe"),
        ("青い鳥", "これは青い鳥です"),
        ("파랑새", "파랑새는 난다"),
        ("Λόγος", "ΛΌΓΟΣ"),
        ("Ann’s & Bob’s", "Ann&#39;s &amp; Bob&rsquo;s"),
        ("C++ port", "a C++ port"),
    ] {
        assert!(finds(Sort::Codename, word, "a.html", text.as_bytes()), "{word}: {text}");
    }
}

#[test]
fn a_word_inside_a_longer_one_is_another_word() {
    for (sort, word, text, found) in [
        (Sort::Codename, "sync", "resync syncs sync2 ésync", false),
        (Sort::Codename, "sync", "re-sync", true),
        (Sort::Codename, "sync", "(sync).", true),
        (Sort::Title, "Calendar sync", "calendar syncing", false),
        (Sort::Title, "Calendar sync", "my calendar sync!", true),
        (Sort::Title, "What? Why!", "xWhat? Why!x", false),
        (Sort::Title, "Why!", "Why!x", true),
        (Sort::Id, "calendar-sync", "<a href=\"../calendar-sync-pilot/\">", false),
        (Sort::Id, "calendar-sync", "<a href=\"../my-calendar-sync/\">", false),
        (Sort::Id, "calendar-sync", "<a href=\"../calendar-sync/\">", true),
        (Sort::Alias, "calendar-sync", "see calendar-sync.", true),
        (Sort::Alias, "sprint42", "in Sprint42 we", true),
        (Sort::Alias, "sprint42", "in sprint421 we", false),
        // Overlapping ones hide nothing.
        (Sort::Codename, "aXa aXa", "aXa aXa aXa", true),
    ] {
        assert_eq!(finds(sort, word, "a.html", text.as_bytes()), found, "{word}: {text}");
    }
}

#[test]
fn an_id_that_is_an_ordinary_word_counts_only_where_it_stands_as_an_id() {
    for text in [
        "We launch in May, the launch is near (launch), a \"launch\", it's 'launch', <em>launch</em>, <b>launch</b>",
        "relaunch/launches",
        "<p>Launch</p> {\"tags\": [\"Launch\", \"prelaunch\"]} <p>launch day</p>",
        "launch. launch: launch; launch\nlaunch\n -launch-",
    ] {
        assert!(!finds(Sort::Id, "launch", "a.html", text.as_bytes()), "{text}");
    }
    for text in [
        "<a href=\"../launch/index.html\">",
        "<a href=\"#launch\">",
        "<p id=launch>",
        "<p id='launch'>",
        "{\"id\": \"launch\"}",
        "[\"a\", \"launch\"]",
        "{\"id\":\"x\\/launch\"}",
        "{&quot;id&quot;:&quot;launch&quot;}",
        "[[launch]]",
        "[[launch|the launch]]",
        "[x](launch)",
        "url(launch)",
        "x%2Flaunch%2Fy",
        "<img src=\"/cards/launch.png\">",
        "?item=launch&amp;x",
        "<td>launch</td>",
        "<code>launch</code>",
    ] {
        assert!(finds(Sort::Id, "launch", "a.html", text.as_bytes()), "{text}");
        assert!(finds(Sort::Alias, "launch", "a.html", text.as_bytes()), "{text}");
    }
    assert!(finds(Sort::Id, "launch", "a.csv", b"id,title\r\nlaunch,x\r\n"));
    assert!(finds(Sort::Id, "launch", "milestones/launch/index.html", b""));
    assert!(finds(Sort::Id, "launch", "launch/index.html", b""));
    assert!(!finds(Sort::Id, "launch", "a/relaunch.html", b""));
}

#[test]
fn an_id_of_digits_counts_only_in_addresses() {
    let prose = "<time datetime=\"2026-11-02\">2026-11-02</time> {\"first\":\"2026-11-02\"} 2026-11-02/2026-11-05";
    assert!(!finds(Sort::Id, "2026-11-02", "a.html", prose.as_bytes()));
    assert!(!finds(Sort::Id, "2026-11-02", "a.csv", b"2026-11-02,x"));
    for text in ["<a href=\"../updates/2026-11-02/\">", "[[2026-11-02]]", "href='#2026-11-02'", "/cards/2026-11-02.png"]
    {
        assert!(finds(Sort::Id, "2026-11-02", "a.html", text.as_bytes()), "{text}");
    }
    assert!(finds(Sort::Id, "2026-11-02", "updates/2026-11-02/index.html", b""));
}

#[test]
fn a_short_title_counts_only_as_it_is_written() {
    assert!(finds(Sort::Title, "Ape", "a.html", b"the A<b>pe</b>"));
    assert!(!finds(Sort::Title, "Ape", "a.html", b"the ape, the APE"));
    assert!(!finds(Sort::Title, "ape", "a.html", b"the Ape"));
    assert!(finds(Sort::Codename, "Ape", "a.html", b"the APE"));
    assert!(finds(Sort::Title, "Apes", "a.html", b"the APES"));
}

#[test]
fn nothing_of_less_than_two_characters_is_looked_for() {
    for word in ["", " ", "a", "\u{ad}a", "!?", "\u{200b}", "…"] {
        for sort in [Sort::Id, Sort::Alias, Sort::Title, Sort::Codename] {
            assert!(!finds(sort, word, "a/a a.html", b"a / <a> ! !? ... \xe2\x80\xa6"), "{word:?}");
        }
    }
}

#[test]
fn short_words_are_not_made_out_of_noise_and_are_found_in_readable_stretches() {
    // A word of three letters is in a megabyte of chance by chance.
    let mut state = 1_u64;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_be_bytes()[0]
    })
    .take(1 << 20)
    .collect();
    for word in ["Ox", "Yak", "Ibis", "Heron"] {
        assert!(!finds(Sort::Codename, word, "a.jpg", &noise), "{word}");
        assert!(!finds(Sort::Codename, word, "a.txt", base64(&noise).as_bytes()), "{word}");
    }
    let written = [&noise[..], b"\0photographed for Yak by Ann\0", &noise[..]].concat();
    assert!(finds(Sort::Codename, "Yak", "a.jpg", &written));
    assert!(finds(Sort::Codename, "Yak", "a.png", &png(*b"tEXt", b"Title\0Yak")));
}

#[test]
fn what_the_interface_says_itself_and_what_the_view_may_name_is_not_reported() {
    let site = files([
        ("index.html", b"<h1>Timeline</h1> Bluebird, Calendar sync pilot <a href='../calendar-sync-pilot/'>"),
        ("board/index.html", b"Bluebird <a href=\"/timeline/\">"),
    ]);
    let secrets = [
        secret(Sort::Title, "Timeline"),
        secret(Sort::Id, "timeline"),
        secret(Sort::Title, "Calendar sync"),
        secret(Sort::Title, "Calendar"),
        secret(Sort::Codename, "Bluebird"),
    ];
    let words = |known: &Files, allowed: &BTreeSet<String>| -> Vec<(String, usize)> {
        let hits = search(&[(&site, "")], known, allowed, &secrets);
        hits.iter().map(|hit| (hit.secret.word.clone(), hit.files.len())).collect()
    };
    let found = |list: &[(&str, usize)]| -> Vec<(String, usize)> {
        list.iter().map(|&(word, files)| (word.to_owned(), files)).collect()
    };
    assert_eq!(
        words(&Files::new(), &BTreeSet::new()),
        found(&[("Timeline", 2), ("timeline", 1), ("Calendar sync", 1), ("Calendar", 1), ("Bluebird", 2)])
    );
    // The same word in another place of the interface is its own; the id in an address only where it has that too.
    let known = files([("404.html", b"The timeline")]);
    assert_eq!(words(&known, &allowed(&["Calendar Sync Pilot"])), found(&[("timeline", 1), ("Bluebird", 2)]));
    let known = files([("404.html", b"<a href='/timeline/'>")]);
    assert_eq!(words(&known, &allowed(&["Calendar sync pilot"])), found(&[("Bluebird", 2)]));
    assert_eq!(words(&site, &BTreeSet::new()), found(&[("Bluebird", 2)]));
}

#[test]
fn nothing_excuses_a_codename() {
    let site = files([("a.html", b"<h1>The Bluebird pilot</h1>")]);
    let secrets = [secret(Sort::Title, "Bluebird"), secret(Sort::Codename, "Bluebird")];
    for words in [&["Bluebird"][..], &["bluebird", "The Bluebird pilot"], &["Bluebird pilot"]] {
        let hits = search(&[(&site, "")], &site, &allowed(words), &secrets);
        assert_eq!(hits, [Hit { secret: &secrets[1], files: vec!["a.html".to_owned()] }], "{words:?}");
    }
}

#[test]
fn a_visible_name_covers_only_where_it_stands() {
    let secrets = [secret(Sort::Title, "Calendar sync"), secret(Sort::Id, "calendar-sync")];
    let allowed = allowed(&["Calendar sync for all", "A calendar sync", "calendar-sync-pilot"]);
    let hits = |text: &[u8]| -> Vec<Sort> {
        let site = files([("a.html", text)]);
        search(&[(&site, "")], &Files::new(), &allowed, &secrets).iter().map(|hit| hit.secret.sort).collect()
    };
    assert_eq!(hits(b"Calendar sync for all, a CALENDAR sync. /calendar-sync-pilot/"), []);
    assert_eq!(hits(b"Calendar sync for all, calendar sync for some"), [Sort::Title]);
    assert_eq!(hits(b"/calendar-sync/"), [Sort::Title, Sort::Id]);
    assert_eq!(hits(b"calendar sync for allergics"), [Sort::Title]);
}

#[test]
fn a_hit_names_its_files_in_order_and_hits_come_in_the_order_of_the_secrets() {
    let site = files([("z.html", b"bluebird heron"), ("a.html", b"heron"), ("m.html", b"none"), ("heron.png", b"")]);
    let secrets = [secret(Sort::Codename, "Heron"), secret(Sort::Codename, "Emu"), secret(Sort::Codename, "Bluebird")];
    let hits = search(&[(&site, "")], &Files::new(), &BTreeSet::new(), &secrets);
    let told: Vec<(&str, Vec<&str>)> =
        hits.iter().map(|hit| (hit.secret.word.as_str(), hit.files.iter().map(String::as_str).collect())).collect();
    assert_eq!(told, [("Heron", vec!["a.html", "heron.png", "z.html"]), ("Bluebird", vec!["z.html"])]);
    assert!(search(&[(&site, "")], &Files::new(), &BTreeSet::new(), &[]).is_empty());
}

#[test]
fn many_secrets_and_large_names_are_borne() {
    let secrets: Vec<Secret> = (0..30_000)
        .map(|number| secret(Sort::Id, &format!("item-{number}")))
        .chain([secret(Sort::Title, &format!("Long {}", "x y ".repeat(100_000)))])
        .collect();
    let page =
        [b"see item-29999, item-30000, item-299999, item-0".to_vec(), b" long ".to_vec(), b"x y ".repeat(100_000)]
            .concat();
    let hits = search(&[(&files([("a.html", &page)]), "")], &Files::new(), &BTreeSet::new(), &secrets);
    let items: Vec<&str> = hits.iter().map(|hit| hit.secret.word.get(..10).unwrap_or(&hit.secret.word)).collect();
    assert_eq!(items, ["item-0", "item-29999", "Long x y x"]);
}

#[test]
fn many_words_are_found_as_few_are() {
    // Two forms each: as it is written, and as an address has it.
    for count in [10, 499, 500, 501, 700, 5_000] {
        let secrets: Vec<Secret> = (0..count).map(|number| secret(Sort::Title, &format!("Bird {number}"))).collect();
        let page = b"Bird 0, a bird 7 house, /bird-8/, <b>Bird</b> 9, bird 99999, bird";
        let hits = search(&[(&files([("a.html", page)]), "")], &Files::new(), &allowed(&["Bird 7 house"]), &secrets);
        let told: Vec<&str> = hits.iter().map(|hit| hit.secret.word.as_str()).collect();
        assert_eq!(told, ["Bird 0", "Bird 8", "Bird 9"], "{count}");
    }
}

#[test]
fn a_small_file_cannot_ask_for_much() {
    let bomb = gzip(&vec![b'a'; 64 << 20]);
    assert!(bomb.len() < 100_000);
    let text = |bomb: &[u8]| png(*b"zTXt", &[b"a\0\0", bomb].concat());
    let secrets = [secret(Sort::Codename, "Bluebird")];
    let many = base64(&bomb).repeat(4);
    let site = files([
        ("a.gz", &bomb),
        ("a.png", &text(&zlib(&vec![b'a'; 64 << 20]))),
        ("a.html", many.as_bytes()),
        ("b.html", &b"<a \"'".repeat(20_000)),
        ("c.html", &b"&amp;".repeat(20_000)),
        ("d.html", &b"%25".repeat(20_000)),
        ("e.html", &b"*a`".repeat(20_000)),
        ("f.html", &b"<!--<![CDATA[".repeat(20_000)),
        ("g.html", "e\u{301}\u{323}".repeat(20_000).as_bytes()),
        ("h.html", "\u{301}".repeat(20_000).as_bytes()),
        ("broken.png", b"\x89PNG\r\n\x1a\n\xff\xff\xff\xfftEXtBlue"),
        ("broken.gz", b"\x1f\x8b\x08"),
        ("broken.ics", b"BEGIN:VC\r\n \r\n"),
    ]);
    assert!(search(&[(&site, "")], &Files::new(), &BTreeSet::new(), &secrets).is_empty());
}

/// The ways in which the property below writes a word.
const WAYS: usize = 12;

fn written(word: &str, way: usize) -> String {
    let each = |write: &dyn Fn(u32) -> String| word.chars().map(|c| write(u32::from(c))).collect::<String>();
    let half = word.char_indices().nth(word.chars().count() / 2).map_or(0, |(at, _)| at);
    let (front, back) = word.split_at(half);
    match way {
        0 => word.to_owned(),
        1 => word.to_uppercase(),
        2 => each(&|c| format!("&#{c};")),
        3 => each(&|c| format!("&#x{c:X};")),
        4 => each(&|c| format!("\\u{c:04x}")),
        5 => word.bytes().map(percent_encoding::percent_encode_byte).collect(),
        6 => format!("{front}<em>{back}</em>"),
        7 => format!("{front}\u{ad}{back}"),
        8 => base64(format!("now {word} then").as_bytes()),
        9 => each(&|c| format!("\\{c:x} ")),
        10 => format!("<!-- {word} -->"),
        _ => base64(each(&|c| format!("&#{c};")).as_bytes()),
    }
}

proptest! {
    #[test]
    fn text_hits_when_the_word_was_put_in_and_only_then(
        word in "[b-hj-z][a-zà-öø-ÿ]{4,12}q7",
        before in "[ -~à-ÿ\n]{0,80}",
        after in "[ -~à-ÿ\n]{0,80}",
        way in 0..WAYS,
    ) {
        // What an open quotation mark or tag takes up is no text, and a backslash or percent sign may take a letter.
        let plain = |text: &str| text.replace(['<', '"', '\'', '\\', '%', '&'], " ");
        let (before, after) = (plain(&before), plain(&after));
        let without = format!("{before} \n {after}");
        prop_assume!(!fold::fold(&without, fold::Case::Folded).contains("q7"));
        prop_assert!(!finds(Sort::Codename, &word, "a.html", without.as_bytes()));
        let with = format!("{before} {} {after}", written(&word, way));
        prop_assert!(finds(Sort::Codename, &word, "a.html", with.as_bytes()), "{}", with);
    }

    #[test]
    fn no_bytes_make_it_fail(
        path in ".{0,20}",
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        start in prop::sample::select(vec![
            &b""[..], png::SIGNATURE, b"\x1f\x8b\x08\0", b"\xff\xfe", b"\xfe\xff", b"BEGIN:VCALENDAR\r\n", b"<a ", b"&#",
        ]),
        word in ".{0,12}",
    ) {
        for sort in [Sort::Id, Sort::Title, Sort::Codename] {
            finds(sort, &word, &path, &[start, &bytes[..]].concat());
        }
    }
}
