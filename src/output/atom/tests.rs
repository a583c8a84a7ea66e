use super::*;
use crate::output::specimen;

fn view() -> View {
    let mut view = specimen::view();
    view.site.base_url = Some("https://Plans.example/roadmap/".to_owned());
    view
}

fn feed(view: &View) -> String {
    atom(view, &updates(view).expect("it has updates")).expect("it knows its address")
}

#[test]
fn an_entry_is_an_update() {
    let mut view = view();
    let update = &mut view.updates[0].item;
    update.title = "One <b>".to_owned();
    update.owner = vec!["Ana & Co".to_owned()];
    update.body.markdown = "# One \\<b>\n\n[[calendar-sync]] [x](#why)\n\n## Why\n\n\"a href=\"#\n".into();
    let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>tag:plans.example,2026:/roadmap/feed.xml</id>
<title>Clinic &amp; Co</title>
<updated>2026-09-15T00:00:00Z</updated>
<author><name>Clinic &amp; Co</name></author>
<link rel="self" type="application/atom+xml" href="https://Plans.example/roadmap/feed.xml"/>
<link rel="alternate" type="text/html" href="https://Plans.example/roadmap/updates/"/>
<generator>roadmapgen</generator>
<entry>
<id>tag:plans.example,2026-09-15:/roadmap/updates/september</id>
<title>One &lt;b&gt;</title>
<published>2026-09-15T00:00:00Z</published>
<updated>2026-09-15T00:00:00Z</updated>
<author><name>Ana &amp; Co</name></author>
<category term="decision" label="Decision"/>
<link rel="alternate" type="text/html" href="https://Plans.example/roadmap/updates/september/"/>
<content type="html">&lt;p&gt;&lt;a href=&quot;https://Plans.example/roadmap/milestones/calendar-sync/&quot;&gt;Calendar &quot;sync&quot;, &amp;lt;b&amp;gt;at last&amp;lt;/b&amp;gt;&lt;/a&gt; &lt;a href=&quot;https://Plans.example/roadmap/updates/september/#h-why&quot;&gt;x&lt;/a&gt;&lt;/p&gt;
&lt;h3 id=&quot;h-why&quot;&gt;Why&lt;/h3&gt;
&lt;p&gt;&quot;a href=&quot;#&lt;/p&gt;
&lt;p&gt;About: &lt;a href=&quot;https://Plans.example/roadmap/milestones/calendar-sync/&quot;&gt;Calendar &amp;quot;sync&amp;quot;, &amp;lt;b&amp;gt;at last&amp;lt;/b&amp;gt;&lt;/a&gt;&lt;/p&gt;
&lt;p&gt;Health: At risk&lt;/p&gt;
</content>
</entry>
</feed>
"#;
    assert_eq!(feed(&view), expected);
}

#[test]
fn there_is_a_feed_where_there_is_a_page_of_updates_and_an_address() {
    let mut view = view();
    view.site.base_url = None;
    assert_eq!(atom(&view, &updates(&view).expect("it has updates")), None);
    view.site.sections.remove(&Section::Updates);
    assert!(updates(&view).is_none());
    let mut view = specimen::view();
    view.updates.clear();
    assert!(updates(&view).is_none());
}

#[test]
fn what_is_dated_later_comes_on_its_day() {
    let mut view = view();
    view.as_of = Day::constant(2026, 9, 14);
    let text = feed(&view);
    assert!(!text.contains("<entry>") && text.contains("<updated>2026-09-14T00:00:00Z</updated>"), "{text}");
    view.as_of = Day::constant(2026, 9, 15);
    assert!(feed(&view).contains("<entry>"));
}

#[test]
fn a_feed_holds_the_newest() {
    let mut view = view();
    view.updates = vec![view.updates[0].clone(); MOST + 5];
    assert_eq!(feed(&view).matches("<entry>").count(), MOST);
}

#[test]
fn what_is_hidden_is_not_told() {
    let mut view = view();
    view.site.fields.clear();
    view.updates[0].health = None;
    let text = feed(&view);
    assert!(!text.contains("<category") && !text.contains("Health"), "{text}");
}

#[test]
fn a_tag_is_of_host_and_path() {
    let mut view = view();
    let mut of = |base: &str| {
        view.site.base_url = Some(base.to_owned());
        tag(&view, "2026", "x")
    };
    assert_eq!(of("http://localhost:8000/a/").as_deref(), Some("tag:localhost,2026::8000/a/x"));
    assert_eq!(of("https://127.0.0.1/").as_deref(), Some("tag:127.0.0.1,2026:/x"));
    for base in ["http://[::1]/", "https://größe.example/", "https://-a.example/", "https://a..example/"] {
        assert_eq!(of(base), None, "{base}");
    }
}
