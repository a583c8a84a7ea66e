//! What whole texts become. Every HTML that is made here is also read as a browser reads it.

mod strangers;

use super::render::{render, render_inline};
use super::sanitise::sanitise;
use super::{Lead, Target, Way};
use crate::words::{RawHtml, RemoteImages};

/// A folder with one item and one picture.
pub(super) struct Folder;

impl Lead for Folder {
    fn item(&self, id: &str, heading: Option<&str>) -> Option<(String, String)> {
        let heading = heading.map_or_else(String::new, |name| format!("#h-{}", super::heading::folded(name)));
        (id == "sync").then(|| (format!("../sync/{heading}"), "Calendar sync".to_owned()))
    }

    fn path(&self, path: &str, heading: Option<&str>) -> Option<Target> {
        match path {
            "milestones/sync.md" => self.item("sync", heading).map(|(href, title)| Target::Item { href, title }),
            "milestones/x/mock.png" => Some(Target::Asset { href: "mock.png".into(), size: None }),
            "milestones/x/large.png" => Some(Target::Asset { href: "large.png".into(), size: Some((640, 480)) }),
            _ => None,
        }
    }
}

pub(super) const WAY: Way<'_> = Way {
    raw_html: RawHtml::Sanitize,
    remote_images: RemoteImages::Link,
    file: "milestones/x/index.md",
    heading_base: 3,
    title: Some("The title"),
    prefix: "",
};

const LOAD: Way<'_> = Way { remote_images: RemoteImages::Load, ..WAY };
const ESCAPE: Way<'_> = Way { raw_html: RawHtml::Escape, ..WAY };

/// Renders a text and holds the result to what a browser makes of it.
#[track_caller]
fn html(markdown: &str, way: &Way<'_>) -> String {
    let html = render(markdown, way, &Folder).to_string();
    assert_eq!(read_again(&html), html.replace('\u{a0}', "&nbsp;"), "a browser reads something else, of {markdown:?}");
    html
}

/// What a browser makes of HTML, without anything that could do harm.
fn read_again(html: &str) -> String {
    sanitise(html)
}

#[track_caller]
fn same(cases: &[(&str, &str)]) {
    for (markdown, expected) in cases {
        assert_eq!(html(markdown, &WAY).trim_end(), *expected, "{markdown}");
    }
}

#[test]
fn paragraphs_marks_and_code() {
    same(&[
        (
            "a *b* **c** ~~d~~ `e<f`\\\ng",
            "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e&lt;f</code><br>\ng</p>",
        ),
        ("a & b < c > \"d\" -- e...", "<p>a &amp; b &lt; c &gt; \"d\" -- e...</p>"),
        (
            "```rust,ignore\nfn a() {}\n```",
            "<pre tabindex=\"0\"><code class=\"language-rust\">fn a() {}\n</code></pre>",
        ),
        ("```\"><script>\nx\n```", "<pre tabindex=\"0\"><code class=\"language-script\">x\n</code></pre>"),
        ("```\n\nx\n```", "<pre tabindex=\"0\"><code>\nx\n</code></pre>"),
        ("    a\n", "<pre tabindex=\"0\"><code>a\n</code></pre>"),
        ("***", "<hr>"),
        ("> a\n> b", "<blockquote><p>a\nb</p>\n</blockquote>"),
        ("2. a\n3. b", "<ol start=\"2\"><li>a</li>\n<li>b</li>\n</ol>"),
        ("Term\n: What it is", "<dl><dt>Term</dt>\n<dd>What it is</dd>\n</dl>"),
    ]);
}

#[test]
fn tables_stand_in_a_named_region() {
    same(&[(
        "|Name|Cost|\n|-|-:|\n|a|1|",
        "<section class=\"tl-scroll\" aria-label=\"Table: Name, Cost, scrolls sideways\" tabindex=\"0\">\
         <table class=\"data\"><thead><tr><th scope=\"col\">Name</th>\n<th class=\"num\" scope=\"col\">Cost</th>\n</tr>\n\
         </thead>\n<tbody><tr><td>a</td>\n<td class=\"num\">1</td>\n</tr>\n</tbody>\n</table>\n</section>",
    )]);
    let two = html("|a||\n|-|-|\n\nb\n\n|a||\n|-|-|\n", &WAY);
    assert!(two.contains("Table: a (2), scrolls") && two.contains("<td></td>"), "{two}");
}

#[test]
fn tasks_say_how_they_stand() {
    same(&[
        (
            "- [x] a\n- [ ] b\n",
            "<ul class=\"tasks\"><li class=\"y\"><span class=\"vh\">Done: </span>a</li>\n\
             <li><span class=\"vh\">Open: </span>b</li>\n</ul>",
        ),
        (
            "- [x] a\n  - b\n- c",
            "<ul class=\"tasks\"><li class=\"y\"><span class=\"vh\">Done: </span>a<ul><li>b</li>\n</ul>\n</li>\n\
             <li class=\"n\">c</li>\n</ul>",
        ),
        (
            "1. [ ] a\n\n2. [x] b",
            "<ol class=\"tasks\"><li><p><span class=\"vh\">Open: </span>a</p>\n</li>\n\
             <li class=\"y\"><p><span class=\"vh\">Done: </span>b</p>\n</li>\n</ol>",
        ),
    ]);
}

#[test]
fn headings_begin_at_the_base_and_skip_nothing() {
    same(&[
        ("# A\n### B\n## C", "<h3 id=\"h-a\">A</h3>\n<h4 id=\"h-b\">B</h4>\n<h4 id=\"h-c\">C</h4>"),
        ("# The *Title*\n## B", "<h3 id=\"h-b\">B</h3>"),
        ("#\n# \n## B", "<h3 id=\"h-b\">B</h3>"),
        ("# location", "<h3 id=\"h-location\">location</h3>"),
        ("# A {#own .class x=y}", "<h3 id=\"h-own\">A</h3>"),
        (
            "# A\n[up](#a) [none](#b) [Up](#A)",
            "<h3 id=\"h-a\">A</h3>\n<p><a href=\"#h-a\">up</a> none <a href=\"#h-a\">Up</a></p>",
        ),
        ("# A\n<h3>b</h3>", "<h3 id=\"h-a\">A</h3>\n<h4>b</h4>"),
    ]);
    assert_eq!(
        html("# A\n[x](#a)", &Way { prefix: "u1-", ..WAY }),
        "<h3 id=\"u1-h-a\">A</h3>\n<p><a href=\"#u1-h-a\">x</a></p>\n"
    );
}

#[test]
fn alerts_say_their_word() {
    same(&[(
        "> [!WARNING]\n> a",
        "<div class=\"alert\" data-alert=\"warning\" role=\"note\"><p class=\"alert-word\">Warning</p>\n<p>a</p>\n</div>",
    )]);
}

#[test]
fn footnotes_link_there_and_back() {
    same(&[
        (
            "a[^x] b[^x]\n\n[^x]: c",
            "<p>a<sup><a id=\"fnref-1\" href=\"#fn-1\" class=\"note\" aria-label=\"Footnote 1\">1</a></sup> \
             b<sup><a id=\"fnref-1-2\" href=\"#fn-1\" class=\"note\" aria-label=\"Footnote 1\">1</a></sup></p>\n\
             <ol class=\"notes\">\n<li id=\"fn-1\"><p>c \
             <a href=\"#fnref-1\" class=\"back\" aria-label=\"Back to reference 1, place 1\">↩</a> \
             <a href=\"#fnref-1-2\" class=\"back\" aria-label=\"Back to reference 1, place 2\">↩</a></p>\n</li>\n</ol>",
        ),
        ("a[^none]\n\n[^x]: unused", "<p>a[^none]</p>"),
    ]);
    let nested = html("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c[^1]\n\n[^\"><script>]: d", &WAY);
    assert_eq!(nested.matches("<li ").count(), 2, "{nested}");
}

#[test]
fn links_lead_to_items_files_and_elsewhere() {
    same(&[
        ("[a](../sync.md)", "<p><a href=\"../sync/\">a</a></p>"),
        ("[a](../sync.md#Why \"T\")", "<p><a href=\"../sync/#h-why\" title=\"T\">a</a></p>"),
        ("[a](none.md) [b](../../../x)", "<p>a b</p>"),
        (
            "[[sync]] [[sync|the *work*]]",
            "<p><a href=\"../sync/\">Calendar sync</a> <a href=\"../sync/\">the <em>work</em></a></p>",
        ),
        ("[[none]] [[none|words]] [[sync#Why]]", "<p>none words <a href=\"../sync/#h-why\">Calendar sync</a></p>"),
        ("[a](mock.png)", "<p><a href=\"mock.png\">a</a></p>"),
        (
            "[a](https://b.example)",
            "<p><a href=\"https://b.example\" rel=\"noopener noreferrer\" class=\"ext\">a</a></p>",
        ),
        (
            "[](https://b.example)",
            "<p><a href=\"https://b.example\" rel=\"noopener noreferrer\" class=\"ext\">https://b.example</a></p>",
        ),
        (
            "<a@b.example>",
            "<p><a href=\"mailto:a@b.example\" rel=\"noopener noreferrer\" class=\"ext\">a@b.example</a></p>",
        ),
        ("[a][nowhere]", "<p>[a][nowhere]</p>"),
    ]);
}

#[test]
fn bare_addresses_become_links_outside_code_and_links() {
    let link = |address: &str| format!("<a href=\"{address}\" rel=\"noopener noreferrer\" class=\"ext\">{address}</a>");
    for (markdown, expected) in [
        ("see https://a.example/b_c_d?e=1, and", format!("<p>see {}, and</p>", link("https://a.example/b_c_d?e=1"))),
        ("(http://a.example)", format!("<p>({})</p>", link("http://a.example"))),
        ("`https://a.example` ftp://a.example", "<p><code>https://a.example</code> ftp://a.example</p>".into()),
        ("javascript://a.example", "<p>javascript://a.example</p>".into()),
    ] {
        assert_eq!(html(markdown, &WAY).trim_end(), expected);
    }
    assert_eq!(
        html("[see https://a.example](../sync.md)", &WAY),
        "<p><a href=\"../sync/\">see https://a.example</a></p>\n"
    );
}

#[test]
fn no_picture_is_asked_from_another_host_unless_told() {
    same(&[
        ("![a *b*](mock.png \"T\")", "<p><img src=\"mock.png\" alt=\"a b\" loading=\"lazy\" title=\"T\"></p>"),
        ("![a](none.png) ![](none.png)", "<p>[a] [picture]</p>"),
        (
            "![a](../sync.md) ![b](data:image/png;base64,x) ![c](//d.example/e)",
            "<p><a href=\"../sync/\">a</a> [b] [c]</p>",
        ),
        (
            "![a](https://b.example/c.png)",
            "<p><a href=\"https://b.example/c.png\" rel=\"noopener noreferrer\" class=\"ext\">a</a></p>",
        ),
        (
            "[![a](https://b.example/c.png)](https://d.example)",
            "<p><a href=\"https://d.example\" rel=\"noopener noreferrer\" class=\"ext\">a</a></p>",
        ),
        (
            "<img src='https://b.example/c.png' alt=a width=9 onerror=x>",
            "<a href=\"https://b.example/c.png\" rel=\"noopener noreferrer\" class=\"ext\">a</a>",
        ),
        (
            "<img src=mock.png width=\"90px\" height=1e9>",
            "<img src=\"mock.png\" alt=\"\" loading=\"lazy\" width=\"90\">",
        ),
    ]);
    assert_eq!(
        html("![a](https://b.example/c.png)", &LOAD),
        "<p><img src=\"https://b.example/c.png\" alt=\"a\" loading=\"lazy\" referrerpolicy=\"no-referrer\"></p>\n"
    );
}

#[test]
fn a_picture_keeps_its_place_while_it_is_loaded() {
    let large = |more: &str| format!("<img src=\"large.png\" alt=\"a\" loading=\"lazy\"{more}>");
    assert_eq!(html("![a](large.png)", &WAY), format!("<p>{}</p>\n", large(" width=\"640\" height=\"480\"")));
    assert_eq!(html("<img src=large.png alt=a width=90>", &WAY), large(" width=\"90\""));
}

#[test]
fn raw_html_is_written_anew_where_it_may_stand() {
    same(&[
        ("a<br>b <kbd>c</kbd> <u>d</u>", "<p>a<br>b <kbd>c</kbd> <u>d</u></p>"),
        ("a <div class=x>b</div> <!-- c --> <font color=red>d</font>", "<p>a b  d</p>"),
        ("a <b>b *c</b>* d", "<p>a <b>b <em>c</em> d</b></p>"),
        ("a <b>b\n\nc", "<p>a <b>b</b></p>\n<p>c</p>"),
        (
            "<details open>\n<summary>A <b>b</summary>\n\nc *d*\n\n</details>\n\ne",
            "<details open><summary>A <b>b</b></summary>\n\n<p>c <em>d</em></p>\n</details>\n\n<p>e</p>",
        ),
        ("<details>\n\na\n\n</details>", "<details><summary>Details</summary><p>a</p>\n</details>"),
        ("<p align=center>a<p>b", "<p>a</p>\n<p>b</p>"),
        ("<p>\n\na\n\n</p>", "<p>a</p>"),
        ("<ul>\na\n<li>b\n<li>c</ul>", "<ul><li>\na\n</li>\n<li>b\n</li>\n<li>c</li>\n</ul>"),
        (
            "<table><tr><td colspan=2 onclick=x>a<td>b</table>",
            "<table class=\"data\"><tbody><tr><td colspan=\"2\">a</td>\n<td>b</td>\n</tr>\n</tbody>\n</table>",
        ),
        ("- <details>\n- b", "<ul><li><details><summary>Details</summary></details>\n</li>\n<li>b</li>\n</ul>"),
        ("<li>a</li></ul></div></p>", "a"),
        (
            "<a href=https://b.example><h2>c</h2></a>",
            "<p><a href=\"https://b.example\" rel=\"noopener noreferrer\" class=\"ext\">c</a></p>",
        ),
        (
            "<a href=../sync.md>c</a> [x <a href=https://b.example>y</a>](../sync.md)",
            "<p><a href=\"../sync/\">c</a> <a href=\"../sync/\">x y</a></p>",
        ),
        ("<div>caf&eacute; &nope; &lt;b&gt;</div>", "<div>café &amp;nope; &lt;b&gt;</div>"),
        ("<strike>a</strike> <tt>b</tt>", "<p><s>a</s> <code>b</code></p>"),
        ("<svg><path></svg>\n\nafter", "<p>after</p>"),
        ("<div id=location class=mast style='x' data-x=y>a</div>", "<div>a</div>"),
        ("a <script>b</script> c", "<p>a  c</p>"),
        ("a\n<div>\n\n# B\n\n</div>", "<p>a</p>\n<div>\n<h3 id=\"h-b\">B</h3>\n</div>"),
    ]);
    assert_eq!(html("a <b>c</b>", &ESCAPE), "<p>a &lt;b&gt;c&lt;/b&gt;</p>\n");
    assert_eq!(html("<div>\na\n</div>", &ESCAPE), "<p>&lt;div&gt;\na\n&lt;/div&gt;</p>\n");
}

#[test]
fn a_summary_has_no_blocks() {
    for (markdown, expected) in [
        ("1. A *good* year\n# with `code`", "1. A <em>good</em> year # with <code>code</code>"),
        ("[[sync]] <b>x</b> ![y](z.png) w", "<a href=\"../sync/\">Calendar sync</a> x  w"),
        ("<script>x", "x"),
        ("a  \nb", "a   b"),
        ("    a", "a"),
        ("", ""),
    ] {
        let html = render_inline(markdown, &WAY, &Folder).to_string();
        assert_eq!(html, expected, "{markdown}");
        assert_eq!(read_again(&html), html);
    }
}
