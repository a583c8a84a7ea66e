//! Texts from strangers: attacks, texts beyond the bounds, and whatever chance writes.

use proptest::prelude::*;

use super::{ESCAPE, Folder, LOAD, WAY, html, read_again};
use crate::markdown::events;
use crate::markdown::render::{render, render_inline};
use crate::markdown::scan::{scan, scan_inline};
use crate::markdown::{passage, plain};
use crate::words::RawHtml;

/// Ways into a page that are tried on sites like this.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//e.example/x></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=mock.png onload=alert(1)>",
    "<img src='mock.png'onerror='alert(1)'>",
    "<img/src=mock.png/onerror=alert(1)>",
    "<img src=\"mock.png\" title=\"'\"onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href=javascript:alert(1)>x</math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>x</script>'>",
    "<object data=javascript:x>",
    "<embed src=javascript:x>",
    "<form action=javascript:x><input type=submit></form>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#9;script:alert(1)'>x</a>",
    "<a href=javascript&colon;alert(1)>x</a>",
    "<a href='&#x1;javascript:x'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href='data:text/html,<script>x</script>'>x</a>",
    "<a href=//e.example>x</a>",
    "<a href='https://a.example' onclick=x style=x target=_blank ping=//e.example>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](java&#9;script:alert(1))",
    "[x](&#x1;javascript:alert(1))",
    "[x](vbscript:x)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//e.example)",
    "[x](\\\\e.example)",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](mock.png)",
    "![x](mock.png '\" onerror=\"x')",
    "[x](https://a.example '\" onclick=\"alert(1)')",
    "[x](https://a.example/\"onclick=alert(1))",
    "<javascript:alert(1)>",
    "<https://a.example/\"onmouseover=alert(1)>",
    "https://a.example/\"onmouseover=\"alert(1)",
    "[x]\n\n[x]: javascript:alert(1)",
    "```\"><script>alert(1)</script>\nx\n```",
    "# x {#\"><script>alert(1)</script>}",
    "# x {onclick=alert(1)}",
    "# \"><script>x",
    "a[^\"><script>]\n\n[^\"><script>]: b",
    "[[\"><script>x|javascript:x]]",
    "[[javascript:alert(1)]]",
    "<style>@import '//e.example'</style>",
    "<link rel=stylesheet href=//e.example>",
    "<meta http-equiv=refresh content=0>",
    "<base href=//e.example>",
    "<body onload=x>",
    "<div style='background:url(javascript:x)'>x</div>",
    "<p id=x name=y>z</p>",
    "<!--><script>alert(1)</script>-->",
    "<!-- --!><script>alert(1)</script> -->",
    "<![CDATA[<script>x</script>]]>",
    "<?php <script>x</script> ?>",
    "<textarea></textarea><script>x</script>",
    "<noscript><p title=\"</noscript><script>x\">",
    "<template><script>x</script></template>",
    "<xmp><script>x</script></xmp>",
    "<title><script>x</script>",
    "<plaintext><script>x",
    "<b <script>alert(1)</script>",
    "<a href=\"https://a.example\n\"><script>x</script>",
    "<input onfocus=x autofocus>",
    "<button formaction=javascript:x>y</button>",
    "<video src=x onerror=x>",
    "<details ontoggle=x open>y</details>",
    "<table background=javascript:x><td>y",
    "<isindex action=javascript:x>",
    "<marquee onstart=x>y</marquee>",
    "<\0script>x",
    "<img src=`x`onerror=x>",
    "<a\u{c}href=javascript:x>y</a>",
    "<img srcset='//e.example/x 1x' src=mock.png>",
];

#[test]
fn no_attack_gets_through() {
    for attack in ATTACKS {
        for way in [WAY, LOAD, ESCAPE] {
            for text in [
                (*attack).to_owned(),
                format!("a {attack} b"),
                format!("- {attack}\n\n> {attack}"),
                format!("<div>\n{attack}\n"),
            ] {
                assert_harmless(&html(&text, &way), &text);
                assert_harmless(render_inline(&text, &way, &Folder).as_str(), &text);
            }
        }
    }
}

/// Reads tags and attributes with nothing of ours.
#[track_caller]
fn assert_harmless(html: &str, text: &str) {
    for tag in html.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        assert!(
            !["script", "style", "svg", "math", "iframe", "form", "input", "link", "meta", "base", "object"]
                .contains(&name),
            "{text:?} gave {html:?}"
        );
        for (at, part) in tag.split('"').enumerate() {
            if at % 2 == 0 {
                let attribute = part.rsplit(' ').next().unwrap_or_default();
                assert!(!attribute.starts_with("on") && !part.contains("style="), "{text:?} gave {html:?}");
            }
        }
    }
    for address in html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1)) {
        let scheme = address.split('"').next().unwrap_or_default().split_once(':').map(|(scheme, _)| scheme);
        let known = scheme
            .is_none_or(|scheme| ["http", "https", "mailto", "tel"].contains(&scheme) || scheme.contains(['<', '/']));
        assert!(known && !address.starts_with("//"), "{text:?} gave {html:?}");
    }
}

#[test]
fn a_text_beyond_the_bounds_is_shown_as_it_was_written() {
    let deep = "> ".repeat(200) + "<script>";
    assert!(scan(&deep, RawHtml::Sanitize).faults.len() == 1);
    assert!(html(&deep, &WAY).starts_with("<pre tabindex=\"0\"><code>&gt; &gt; "));
}

proptest! {
    #[test]
    fn whatever_is_written_becomes_what_a_browser_reads(text in text()) {
        for way in [WAY, LOAD, ESCAPE] {
            assert_harmless(&html(&text, &way), &text);
        }
        let inline = render_inline(&text, &WAY, &Folder).to_string();
        prop_assert_eq!(read_again(&inline), inline.replace('\u{a0}', "&nbsp;"));
        for link in scan(&text, RawHtml::Sanitize).links {
            prop_assert!(text.get(link.range).is_some());
        }
        scan_inline(&text);
        plain::plain(&text, &Folder);
    }
}

/// Texts out of the pieces that mean something, and some that mean nothing.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(PIECES).prop_map(str::to_owned),
        1 => prop::sample::select(ATTACKS).prop_map(str::to_owned),
        1 => "\\PC{0,4}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

const PIECES: &[&str] = &[
    "\n",
    "\n\n",
    "\n",
    " ",
    "    ",
    "a",
    "b c",
    "é",
    "\u{a0}",
    "\r\n",
    "\t",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "> ",
    "- ",
    "1. ",
    "- [x] ",
    "- [ ] ",
    "# ",
    "## ",
    "|a|b|\n|-|-|\n|c|",
    "|",
    "[^1]",
    "\n[^1]: ",
    "[",
    "](",
    ")",
    "[[sync]]",
    "[[",
    "]]",
    "![",
    "(mock.png)",
    "[a](../sync.md)",
    "https://a.example/x",
    "a@b.example",
    "&amp;",
    "&lt;",
    "&",
    "<",
    ">",
    "<b>",
    "</b>",
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<table>",
    "<tr>",
    "<td>",
    "</td>",
    "</table>",
    "<details>",
    "<summary>",
    "</summary>",
    "</details>",
    "<a href=x>",
    "<a href=https://a.example>",
    "</a>",
    "<h2>",
    "</h2>",
    "<br>",
    "<hr>",
    "<pre>",
    "</pre>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<svg>",
    "</svg>",
    "<img src=mock.png>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<blockquote>",
    "</blockquote>",
    "<thead>",
    "<th>",
    "<figure>",
    "<figcaption>",
    "\n: ",
    "> [!NOTE]\n> ",
    "{#a}",
    "\\",
    "\"",
    "'",
    "=",
    "---",
    "***",
    "<code>",
    "</code>",
    "<sup>",
    "</sup>",
    "<ol start=3>",
    "</ol>",
];

#[test]
#[ignore = "takes time and measures it: run it alone, in release"]
fn time_grows_with_length_and_no_faster() {
    let patterns: Vec<&str> = PIECES
        .iter()
        .chain(ATTACKS)
        .copied()
        .chain([
            "*a **a ",
            "a**b",
            "[a](",
            "![[](",
            "<a ",
            "<a href=\"",
            "&#",
            "&a;",
            "`` ` ",
            "*a_ ",
            "\\[",
            "<!-- ",
            "</",
            "<?",
            "<![CDATA[",
            "[a]: b\n",
            "[a]",
            "# a\n",
            "# a\n[b](#a)\n",
            "a@",
            "http://a",
            "https://a.example ",
            "a[^1] ",
            "[^1]: a\n\n",
            "x\n: y\n",
            "::: for a\n:::\n",
            "~",
            "~~a",
            "- [ ] a\n",
            "* a\n\n",
            "<p>",
            "<b><i>",
            "<td>",
            "<li>",
            "<br>",
            "<div></div>",
            "[[a|",
            "[[a]] ",
            "![",
            "<x y=",
            "<x y='",
            "[a](<b",
            "a\n",
            "a  \n",
            "|",
            "[a](b \"",
        ])
        .collect();
    assert!(patterns.len() >= 60);
    let mut slow = Vec::new();
    for pattern in patterns {
        let time = |length: usize| {
            let text = pattern.repeat(length / pattern.len().max(1) + 1);
            (0..3)
                .map(|_| {
                    let start = std::time::Instant::now();
                    passage::cut(&text);
                    scan(&text, RawHtml::Sanitize);
                    render(&text, &WAY, &Folder);
                    render_inline(&text, &WAY, &Folder);
                    start.elapsed().as_secs_f64()
                })
                .fold(f64::MAX, f64::min)
        };
        // Other programs only ever make it slower, and at one length or other the allocator begins to ask for its memory
        // anew each time: what is linear is seen to be so at one of a few tries, what is not, at none.
        let lengths = [40_000, 20_000, 60_000, 300_000, 30_000, 150_000];
        let tries = lengths.into_iter().map(|length| time(2 * length) / time(length));
        let growth = tries.scan(f64::MAX, |least, growth| {
            let go_on = *least > 2.6;
            *least = least.min(growth);
            go_on.then_some(*least)
        });
        let growth = growth.last().unwrap_or(f64::MAX);
        if growth > 2.6 {
            slow.push(format!("{pattern:?}: {growth:.1} times"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn the_deepest_text_fits_on_the_sheet() {
    let deep = "> ".repeat(events::DEEPEST - 1) + "a";
    assert_eq!(html(&deep, &WAY).matches("<blockquote>").count(), events::DEEPEST - 1);
    let raw = "<div>\n".repeat(events::DEEPEST - 1) + "a";
    assert_eq!(html(&raw, &WAY).matches("<div>").count(), events::DEEPEST - 1);
}
