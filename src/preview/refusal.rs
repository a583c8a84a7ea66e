//! Why a request gets no answer from the site.

use super::answer::Answer;

/// Each way to be refused. After any of them the connection is closed, since what follows on it cannot be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// What was sent is not HTTP/1, or is HTTP/1 that two programs could read in two ways.
    Malformed(&'static str),
    /// Neither GET nor HEAD.
    Method,
    /// The head did not come in time.
    Late,
    /// A body was announced.
    Body,
    /// The first line is too long.
    LongLine,
    /// The head is too long, or has too many fields.
    LongHead,
    /// `Expect`, which only a request with a body needs.
    Expectation,
    /// A version of HTTP that is not 1.0 or 1.1.
    Version,
    /// A name that is not the preview's own: somebody else's, as far as anyone can tell. Written so that it is safe to
    /// repeat.
    ForeignHost(String),
    /// A page of another site wants to read this one.
    ForeignOrigin,
    /// A page of another site wants to load a part of this one.
    ForeignPage,
}

impl Refusal {
    /// The status and what is said to the person who sees it.
    pub fn answer(&self) -> Answer {
        let (status, text) = match self {
            Refusal::Malformed(why) => (400, format!("the request is malformed: {why}\n")),
            Refusal::Method => (405, "the preview can only be read: GET and HEAD\n".to_owned()),
            Refusal::Late => (408, "the request took too long to arrive\n".to_owned()),
            Refusal::Body => (413, "the preview takes no request with a body\n".to_owned()),
            Refusal::LongLine => (414, "the address is too long\n".to_owned()),
            Refusal::LongHead => (431, "the request's head is too large\n".to_owned()),
            Refusal::Expectation => (417, "the preview meets no expectations\n".to_owned()),
            Refusal::Version => (505, "the preview speaks HTTP/1.1\n".to_owned()),
            Refusal::ForeignHost(name) => (
                403,
                format!(
                    "the preview does not answer to the name `{name}`: it may hold what only its author may see, and any site \
                     can point a name of its own at this machine\nif the name is yours, start with `--allow-host {name}`\n"
                ),
            ),
            Refusal::ForeignOrigin => (
                403,
                "the preview is not read by pages of other sites\nif the site is yours, start with `--allow-host NAME`\n"
                    .to_owned(),
            ),
            Refusal::ForeignPage => (
                403,
                "the preview is not loaded into pages of other sites: open its address in a tab of its own\n".to_owned(),
            ),
        };
        Answer::text(status, &text)
    }
}
