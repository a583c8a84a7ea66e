use proptest::prelude::{ProptestConfig, any, proptest};

use super::*;

const SENTENCE: &str =
    "By 2030 no ship hurries to wait, because every port call is agreed before the ship has left its last port.";
const ACCENT: [u8; 3] = [0x00, 0x62, 0x6f];
const INK: [u8; 3] = [0x16, 0x20, 0x2a];

fn card() -> Card {
    Card {
        site: "Fairlead roadmap".to_owned(),
        audience: Some("for leadership".to_owned()),
        title: SENTENCE.to_owned(),
        standing: "Six steps under way. Next due: Aarhus goes live, 27 November 2026".to_owned(),
        as_of: "As of 16 November 2026".to_owned(),
        states: vec![
            ("active", 4, "on course".to_owned()),
            ("risk", 1, "at risk".to_owned()),
            ("off", 1, "off track".to_owned()),
            ("planned", 9, "planned".to_owned()),
            ("done", 5, "done".to_owned()),
        ],
        progress: Some(44),
        ..Card::default()
    }
}

fn titled(title: &str) -> Card {
    Card { title: title.to_owned(), ..card() }
}

/// Red, green and blue of every pixel, row by row.
fn pixels(bytes: &[u8]) -> Vec<[u8; 3]> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().expect("a PNG");
    let mut out = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut out).expect("a picture");
    assert_eq!((frame.width, frame.height), SIZE);
    out.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect()
}

/// How many pixels have a colour, within columns.
fn count(bytes: &[u8], colour: [u8; 3], columns: std::ops::Range<usize>) -> usize {
    let width = SIZE.0 as usize;
    let found = |(at, pixel): (usize, &[u8; 3])| *pixel == colour && columns.contains(&(at % width));
    pixels(bytes).iter().enumerate().filter(|&pixel| found(pixel)).count()
}

fn whole(bytes: &[u8], colour: [u8; 3]) -> usize {
    count(bytes, colour, 0..SIZE.0 as usize)
}

#[test]
fn a_card_holds_a_picture_and_no_words_beside_it() {
    let bytes = png(&card());
    assert_eq!(bytes, png(&card()), "the same card is the same bytes");
    assert!(bytes.len() < 60_000, "{} bytes", bytes.len());
    let (mut rest, mut chunks) = (&bytes[8..], Vec::new());
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        chunks.push(String::from_utf8_lossy(&after[..4]).into_owned());
        rest = &after[8 + u32::from_be_bytes(*length) as usize..];
    }
    chunks.dedup();
    assert_eq!(chunks, ["IHDR", "PLTE", "IDAT", "IEND"]);
}

#[test]
fn paper_ink_accent_and_states_have_the_colours_of_the_theme() {
    let bytes = png(&card());
    let paper = whole(&bytes, [255, 255, 255]);
    assert!(paper > 1200 * 630 * 8 / 10, "{paper}");
    assert_eq!(pixels(&bytes)[0], [255, 255, 255]);
    assert!(whole(&bytes, ACCENT) > 3_000 && whole(&bytes, INK) > 8_000);
    for state in [[0x3a, 0x70, 0x42], [0x34, 0x50, 0xa8], [0x8a, 0x56, 0x00], [0xb0, 0x26, 0x1c]] {
        assert!(whole(&bytes, state) > 40, "{state:?}");
    }
    let red = png(&Card { accent: Some("#c00030".to_owned()), ..card() });
    assert!(whole(&red, [0xc0, 0x00, 0x30]) > 3_000 && whole(&red, ACCENT) == 0);
    let wrong = png(&Card { accent: Some("url(#x)".to_owned()), ..card() });
    assert_eq!(wrong, bytes, "what is no colour is not taken for one");
}

#[test]
fn each_script_that_the_fonts_have_is_written() {
    for title in ["API", "Größe, Öl & Ärger", "Μέχρι το 2030", "К 2030 году", "עד 2030 אף אונייה"]
    {
        let card = Card { title: title.to_owned(), ..Card::default() };
        assert!(whole(&png(&card), INK) > 2_000, "{title}");
    }
}

#[test]
fn what_the_fonts_lack_is_left_out_and_the_title_of_the_site_stands_for_it() {
    let fallen_back = png(&titled(""));
    for title in ["日本語", "تقويم", "🚀"] {
        assert_eq!(png(&titled(title)), fallen_back, "{title}");
    }
    assert_eq!(png(&titled("🚀 Launch")), png(&titled("Launch")));
    let bare = png(&Card { site: "海図".to_owned(), title: "二〇三〇年".to_owned(), ..Card::default() });
    assert_eq!(whole(&bare, INK), 0, "no letter and no box for one");
    assert!(whole(&bare, ACCENT) > 1_000, "the mark stands there alone");
}

#[test]
fn a_title_too_long_ends_where_there_is_no_more_room() {
    assert_eq!(png(&titled(&"word ".repeat(100))), png(&titled(&"word ".repeat(200))));
    assert_eq!(png(&titled(&"w".repeat(300))), png(&titled(&"w".repeat(3_000_000))));
}

#[test]
fn the_branch_is_as_full_as_the_work_is_done() {
    let accent = |progress| whole(&png(&Card { progress, ..card() }), ACCENT);
    assert!(accent(None) < accent(Some(0)) && accent(Some(0)) + 1_000 < accent(Some(50)));
    assert!(accent(Some(50)) + 1_000 < accent(Some(100)));
    let more = |progress| png(&Card { progress: Some(progress), ..card() });
    assert_eq!(more(100), more(255));
}

#[test]
fn what_is_read_from_the_right_has_its_mark_on_the_right() {
    let (left, right) = (0..130, 1070..1200);
    for card in [Card { right_to_left: true, ..card() }, titled("עד 2030 אף אונייה")] {
        let bytes = png(&Card { progress: None, ..card });
        assert!(count(&bytes, ACCENT, right.clone()) > 1_000 && count(&bytes, ACCENT, left.clone()) == 0);
    }
    let bytes = png(&Card { progress: None, ..card() });
    assert!(count(&bytes, ACCENT, left) > 1_000 && count(&bytes, ACCENT, right) == 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn any_text_at_all_makes_a_card(
        texts in any::<[String; 6]>(),
        states in any::<Vec<(usize, String)>>(),
        progress in any::<Option<u8>>(),
        right_to_left in any::<bool>(),
    ) {
        let [site, audience, kind, title, standing, as_of] = texts;
        let states = states.into_iter().map(|(count, word)| ("risk", count, word)).collect();
        let accent = Some(title.clone());
        let audience = Some(audience);
        let bytes = png(&Card { site, audience, kind, title, standing, as_of, accent, states, progress, right_to_left });
        assert_eq!(pixels(&bytes).len(), 1200 * 630);
    }
}

#[test]
fn markup_in_a_text_is_text() {
    let hostile = "</text><script>alert(1)</script><image href=\"/etc/passwd\"/>]]>&amp;<!--\u{0}\u{202e}\u{ffff}";
    let bytes = png(&Card {
        site: hostile.to_owned(),
        audience: Some(hostile.to_owned()),
        kind: hostile.to_owned(),
        standing: hostile.to_owned(),
        as_of: hostile.to_owned(),
        states: vec![("\"/><x", 1, hostile.to_owned())],
        ..titled(hostile)
    });
    assert!(whole(&bytes, INK) > 5_000);
}

#[test]
#[ignore = "writes pictures to look at into the folder named by CARDS"]
fn pictures_to_look_at() {
    let folder = std::env::var("CARDS").expect("a folder");
    let of = |title: &str| Card { title: title.to_owned(), ..card() };
    let hebrew = Card {
        site: "מפת הדרכים".to_owned(),
        audience: None,
        title: "עד 2030 אף אונייה לא ממהרת כדי לחכות (Fairlead), כי כל ביקור בנמל מתואם מראש.".to_owned(),
        standing: "שש אבני דרך בביצוע. הבאה: Aarhus, 27.11.2026".to_owned(),
        as_of: "נכון ל־16 בנובמבר 2026".to_owned(),
        states: vec![
            ("active", 4, "בביצוע".to_owned()),
            ("risk", 1, "בסיכון".to_owned()),
            ("done", 5, "הושלמו".to_owned()),
        ],
        right_to_left: true,
        ..card()
    };
    for (name, card) in [
        ("vision", card()),
        ("short", of("API")),
        ("short-bare", Card { states: vec![], progress: None, standing: String::new(), ..of("API") }),
        ("intent", Card { kind: "Intent".to_owned(), ..of("A ship’s arrival is agreed before it sails") }),
        ("noprogress", Card { progress: None, ..card() }),
        ("nostates", Card { states: vec![], ..card() }),
        ("long230", of("A berth plan that follows the arrival forecast of every ship within the hour, shown to pilots, tugs, crane gangs and the harbour office alike, so that nobody telephones any more to ask what everybody could have read since the morning")),
        ("nospace", of(&"abcdefghijklmnop_".repeat(14))),
        ("german", of("Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz: Größe, Öl & Ärger")),
        ("greek", of("Μέχρι το 2030 κανένα πλοίο δεν βιάζεται για να περιμένει")),
        ("cyrillic", of("К 2030 году ни одно судно не спешит, чтобы ждать")),
        ("cjk", of("二〇三〇年、待つために急ぐ船はない")),
        ("cjkall", Card { site: "海図".to_owned(), audience: None, standing: "進行中六件".to_owned(), as_of: "二〇二六年".to_owned(), states: vec![("active", 4, "進行中".to_owned()), ("done", 2, "完了".to_owned())], ..of("二〇三〇年") }),
        ("hebrew", hebrew),
        ("hostile", of("</text><script>alert(1)</script><image href=\"/etc/passwd\"/>&amp;\u{202e}\u{0}")),
        ("everything", Card { accent: Some("#b8005c".to_owned()), kind: "Milestone".to_owned(), site: "A site whose name is far too long to stand in a masthead beside anything".to_owned(), standing: "Twelve steps under way, two at risk, one off track. Next due: Speed advice in the ship’s own planning system, second half of 2027, and more".to_owned(), states: ["done", "active", "risk", "off", "planned", "idea", "open", "dropped"].map(|s| (s, 112, s.to_owned())).to_vec(), progress: Some(100), ..card() }),
    ] {
        std::fs::write(format!("{folder}/{name}.png"), png(&card)).expect("can be written");
    }
}
