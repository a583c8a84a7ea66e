use proptest::prelude::*;

use super::*;

fn seen(body: &str, audiences: &[&str]) -> String {
    let (passages, faults) = cut(body);
    assert_eq!(faults, [], "{body:?}");
    project(body, &passages, |audience| audiences.contains(&audience)).text.into_owned()
}

fn faults(body: &str) -> Vec<(String, String)> {
    cut(body).1.into_iter().map(|fault| (body[fault.range].to_owned(), fault.message)).collect()
}

#[test]
fn a_passage_is_for_those_it_names() {
    let body = "a\n::: for leadership, engineering\nb\n:::\nc\n";
    assert_eq!(seen(body, &["engineering"]), "a\n\nb\n\nc\n");
    assert_eq!(seen(body, &["customers"]), "a\nc\n");
    let (passages, _) = cut(body);
    let named: Vec<_> =
        passages[0].audiences.iter().map(|(name, range)| (name.as_str(), &body[range.clone()])).collect();
    assert_eq!(named, [("leadership", "leadership"), ("engineering", "engineering")]);
}

#[test]
fn a_text_that_is_not_read_to_its_end_has_no_passages() {
    let endless = format!("[a](b \"c\n{}\n", "and so on\n".repeat(100));
    let body = format!("{endless}```\n::: for b\n```\n\n::: for a\nd\n:::\n");
    let told = ("\"c".to_owned(), "the title of this link goes over more than 64 lines".to_owned());
    assert_eq!(faults(&body), [told]);
    assert!(cut(&body).0.is_empty());
}

#[test]
fn in_nested_passages_both_must_hold() {
    let body = "::: for a\n1\n::: for b\n2\n:::\n3\n:::";
    assert_eq!(seen(body, &["a", "b"]), "\n1\n\n2\n\n3\n\n");
    assert_eq!(seen(body, &["a"]), "\n1\n3\n\n");
    assert_eq!(seen(body, &["b"]), "");
}

#[test]
fn passages_hold_any_markdown() {
    for body in [
        "- a\n\n::: for x\n- b\n:::\n\n- c",
        "- a\n::: for x\n- b\n:::\n- c\n",
        "text\n::: for x\n```\ncode\n```\n:::\n",
        "::: for x\n|a|\n|-|\n|b|\n:::\n",
        "::: for x\n<div>\n\na\n\n</div>\n\n:::\n",
        "::: for x\n> quote\n:::\n",
        "::: for x\r\na\r\n:::\r\n",
        "   ::: for x\na\n  :::",
        "::: for x\n:::\n::: for x\n:::",
        "::: for x\n# a\n:::\n===\n",
    ] {
        assert_eq!(faults(body), [], "{body:?}");
        assert_eq!(cut(body).0.iter().filter(|passage| passage.audiences[0].0 == "x").count(), cut(body).0.len());
        assert!(!cut(body).0.is_empty());
    }
}

#[test]
fn markers_in_fenced_code_are_code() {
    for body in [
        "```\n::: for a\nb\n:::\n```\n",
        "~~~ md\n:::\n~~~",
        "- a\n\n  ```\n  ::: for a\n  ```\n",
        "> ```\n> ::: for a\n> ```\n",
    ] {
        assert_eq!(cut(body), (vec![], vec![]), "{body:?}");
    }
    assert_eq!(seen("::: for a\n```\n:::\n```\n:::\nb", &[]), "b");
}

#[test]
fn a_mistake_shuts() {
    for (body, place, message) in [
        ("::: for a\nb", "::: for a", "this passage is never closed"),
        ("a\n:::\n", ":::", "`:::` closes a passage, and none is open"),
        ("::: note\na\n:::", "::: note", "`::: note` is no passage that roadmapgen knows"),
        ("::: format a\nb\n:::", "::: format a", "`::: format a` is no passage that roadmapgen knows"),
        ("::: for\na\n:::", "::: for", "this passage does not say whom it is for"),
        ("::: for a,,b\na\n:::", "::: for a,,b", "this passage does not say whom it is for"),
        (":::: for a\nb\n:::", ":::: for a", "`:::: for a` is no passage that roadmapgen knows"),
        (":::for a\nb\n::::\n:::", "::::", "`::::` is no passage that roadmapgen knows"),
        ("a\n```\n::: for a\n", "::: for a", "a code block that never closes holds a marker of a passage"),
    ] {
        assert_eq!(faults(body), [(place.to_owned(), message.to_owned())], "{body:?}");
    }
}

#[test]
fn a_marker_that_stands_inside_something_is_a_fault() {
    for body in [
        "    ::: for a\n    b\n    :::\n",
        "\t::: for a\n\tb\n\t:::",
        "- ::: for a\n  b\n  :::",
        "- x\n\n  ::: for a\n  b\n  :::\n",
        "> ::: for a\n> b\n> :::",
        "1. > ::: for a",
        "[^1]: ::: for a",
        "a\n: ::: for b",
        "<div>\n::: for a\nb\n:::\n</div>",
        "<!--\n::: for a\n-->\n:::",
        "\u{a0}::: for a\nb\n\u{a0}:::",
        "\u{feff}::: for a\nb\n:::",
        "::: for a\n<!--\n:::\n",
        "::: for a\n```\n:::\n",
    ] {
        assert!(!faults(body).is_empty(), "{body:?} was accepted");
    }
}

#[test]
fn what_is_hidden_does_not_decide_what_a_marker_is() {
    for body in [
        "::: for a\n<!--\n:::\n```\n::: for b\n```\n",
        "- x\n::: for a\ny\n:::\n   ```\ntext\n```\n::: for b\nc\n:::\n```\n",
    ] {
        assert!(!faults(body).is_empty(), "{body:?} was accepted");
    }
}

/// The lines of a body that stand in passages whose audience is not seen, found by counting alone.
fn by_lines(body: &str, sees: &[&str]) -> String {
    let mut open: Vec<bool> = Vec::new();
    let mut out = String::new();
    for line in body.split_inclusive('\n') {
        let hidden = open.iter().any(|shown| !shown);
        if let Some(names) = line.strip_prefix("::: for ") {
            let shown = names.trim().split(", ").any(|name| sees.contains(&name));
            out.push_str(if hidden || !shown { "" } else { "\n" });
            open.push(shown);
        } else if line.trim() == ":::" {
            out.push_str(if hidden { "" } else { "\n" });
            open.pop();
        } else if !hidden {
            out.push_str(line);
        }
    }
    out
}

fn body() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(
        &["a\n", "\n", "- b\n", "  c\n", "# d\n", "> e\n", "*f\n", "1. g\n", "|h|\n|-|\n", "[^1]: i\n"][..],
    );
    let block = prop_oneof![plain.prop_map(str::to_owned), Just("\n```\n::: for x\n```\n".to_owned())];
    let text = prop::collection::vec(block, 0..5).prop_map(|lines| lines.concat());
    text.prop_recursive(3, 24, 4, |inner| {
        let passage = (prop::sample::select(&["a", "b", "a, b"][..]), inner.clone())
            .prop_map(|(names, inner)| format!("::: for {names}\n{inner}:::\n"));
        prop::collection::vec(prop_oneof![inner, passage], 0..4).prop_map(|parts| parts.concat())
    })
}

/// Texts that open and close code, HTML and lists at odd places.
fn odd() -> impl Strategy<Value = String> {
    let lines = &[
        "```\n",
        "```\n",
        "   ```\n",
        "    ```\n",
        "~~~\n",
        "- x\n",
        "1. y\n",
        "text\n",
        "\n",
        "<!--\n",
        "-->\n",
        "<b>\n",
        "<div>\n",
        "   <!--\n",
        "[^1]: n\n",
        "> q\n",
        "> ```\n",
        "  - z\n",
        "  ```\n",
        "|t|\n|-|\n",
        "t\n: d\n",
        "::: for b\n",
        ":::\n",
        "::: for a\n",
        "::: for a\n```\n:::\n```\n:::\n",
        "::: for a\nx\n:::\n",
        "::: for b\n- x\n:::\n",
        "::: for a\n1.  x\n:::\n",
        "    code\n",
        "- ```\n",
        "  text\n",
    ][..];
    prop::collection::vec(prop::sample::select(lines), 0..12).prop_map(|lines| lines.concat())
}

proptest! {
    #[test]
    fn hiding_is_deleting_lines_and_nothing_else(body in body()) {
        let (passages, faults) = cut(&body);
        if faults.is_empty() && !body.contains("```") {
            for sees in [&[][..], &["a"], &["b"], &["a", "b"]] {
                let projected = project(&body, &passages, |audience| sees.contains(&audience)).text;
                prop_assert_eq!(&projected, &by_lines(&body, sees));
                prop_assert_eq!(cut(&projected), (vec![], vec![]));
            }
        }
    }

    #[test]
    fn deleting_what_is_hidden_beforehand_changes_nothing(body in body()) {
        let (passages, faults) = cut(&body);
        if faults.is_empty() {
            for sees in [&[][..], &["a"], &["b"]] {
                let sees = |audience: &str| sees.contains(&audience);
                let without = delete(&body, &passages, &sees);
                let (left, faults) = cut(&without);
                prop_assert_eq!(faults, vec![], "{:?} of {:?}", without, body);
                prop_assert_eq!(project(&without, &left, sees).text, project(&body, &passages, sees).text);
            }
        }
    }

    #[test]
    fn deleting_changes_nothing_in_odd_texts_either(text in odd()) {
        let (passages, faults) = cut(&text);
        if faults.is_empty() {
            for sees in [&[][..], &["a"], &["b"]] {
                let sees = |audience: &str| sees.contains(&audience);
                let without = delete(&text, &passages, &sees);
                let (left, faults) = cut(&without);
                prop_assert_eq!(faults, vec![], "{:?} of {:?}", without, text);
                prop_assert_eq!(project(&without, &left, sees).text, project(&text, &passages, sees).text);
            }
        }
    }

    #[test]
    fn whatever_is_written_is_judged(text in "(:::|for| |a|,|\n|\r|`{3}|> |- |<!--|-->|    |\t|<div>|é){0,30}") {
        let (passages, faults) = cut(&text);
        for fault in &faults {
            prop_assert!(text.get(fault.range.clone()).is_some());
        }
        if faults.is_empty() {
            let hidden = project(&text, &passages, |_| false).text;
            prop_assert!(hidden.len() <= text.len());
            prop_assert_eq!(cut(&project(&text, &passages, |_| true).text), (vec![], vec![]));
        }
        project(&text, &passages, |_| true);
    }
}

/// The body as somebody would write it who knows only what is seen.
fn delete(body: &str, passages: &[Passage], sees: &impl Fn(&str) -> bool) -> String {
    fn hidden(passages: &[Passage], sees: &impl Fn(&str) -> bool, out: &mut Vec<Range<usize>>) {
        for passage in passages {
            if passage.audiences.iter().any(|(audience, _)| sees(audience)) {
                hidden(&passage.inner, sees, out);
            } else {
                out.push(passage.range());
            }
        }
    }
    let mut ranges = Vec::new();
    hidden(passages, sees, &mut ranges);
    let mut text = body.to_owned();
    for range in ranges.into_iter().rev() {
        text.replace_range(range, "");
    }
    text
}
