//! What a request asks for besides its path.

use percent_encoding::percent_decode_str;

use super::answer::{Answer, Request, encoded};
use super::target::value;
use crate::date::{Date, Day, FiscalYear, Precision};

/// A request as the roadmap's answers read it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// As [`Request::path`].
    pub path: &'a str,
    /// The day that everything depending on today uses.
    pub as_of: Day,
    /// The day where none is asked for.
    pub default: Day,
    /// Whether the page is wanted as it is published, without the preview's bar.
    pub is_plain: bool,
    /// The page that is wanted of another view.
    pub page: Option<String>,
    /// The page that was wanted of this view, which it does not have.
    pub without: Option<String>,
}

impl<'a> Asked<'a> {
    /// Reads a request. What is no day is the default one: nothing but the bar writes it.
    pub fn of(request: &Request<'a>, default: Day) -> Self {
        let day = decoded(request, "as-of").and_then(|text| {
            let date = Date::parse(&text, FiscalYear::default()).ok()?;
            (date.precision() == Precision::Day).then(|| date.first())
        });
        Self {
            path: request.path,
            as_of: day.unwrap_or(default),
            default,
            is_plain: decoded(request, "preview").as_deref() == Some("off"),
            page: decoded(request, "page"),
            without: decoded(request, "without"),
        }
    }

    /// What links of this page carry along: nothing, or `as-of=2026-11-22`.
    pub fn carried(&self) -> Option<String> {
        (self.as_of != self.default).then(|| format!("as-of={}", self.as_of))
    }

    /// The query of this page as it is published.
    pub fn plain(&self) -> String {
        self.carried().map_or_else(|| "?preview=off".to_owned(), |carried| format!("?{carried}&preview=off"))
    }

    /// Sends the client to another path, on the same day and in the same form.
    pub fn redirect(&self, path: &str) -> Answer {
        let query = if self.is_plain {
            self.plain()
        } else {
            self.carried().map_or_else(String::new, |carried| format!("?{carried}"))
        };
        with_query(path, &query)
    }

    /// The same, and says which page is not there.
    pub fn redirect_without(&self, path: &str, page: &str) -> Answer {
        let carried = self.carried().map_or_else(String::new, |carried| format!("{carried}&"));
        with_query(path, &format!("?{carried}without={}", encoded(page)))
    }
}

fn with_query(path: &str, query: &str) -> Answer {
    let answer = Answer::redirect(path);
    Answer { location: answer.location.map(|location| location + query), ..answer }
}

/// The value of a query's key, decoded.
fn decoded(request: &Request<'_>, key: &str) -> Option<String> {
    Some(percent_decode_str(value(request.query, key)?).decode_utf8().ok()?.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(query: &str) -> (String, bool, Option<String>, String) {
        let request = Request { path: "/", query: Some(query), is_head: false };
        let asked = Asked::of(&request, "2026-11-22".parse().expect("a day"));
        let location = asked.redirect("/a b/").location.expect("a redirect leads somewhere");
        (asked.as_of.to_string(), asked.is_plain, asked.page, location)
    }

    #[test]
    fn a_query_says_the_day_and_the_form() {
        let day = |day: &str| day.to_owned();
        assert_eq!(asked(""), (day("2026-11-22"), false, None, "/a%20b/".to_owned()));
        assert_eq!(
            asked("as-of=2027-01-02&page=milestones/%C3%BC/"),
            (day("2027-01-02"), false, Some("milestones/ü/".to_owned()), "/a%20b/?as-of=2027-01-02".to_owned())
        );
        assert_eq!(asked("preview=off&as-of=x"), (day("2026-11-22"), true, None, "/a%20b/?preview=off".to_owned()));
        for none in ["as-of=2027-Q1", "as-of=%0d%0a", "as-of=", "as-of=2026-13-01", "as-of"] {
            assert_eq!(asked(none).0, "2026-11-22", "{none}");
        }
    }
}
