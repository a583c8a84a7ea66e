//! What somebody may have meant who wrote `Q1 2026`, `15.03.2026` or `March 2026`.
//!
//! A guess is only ever offered as help, never taken for the date.

use super::super::words::MONTHS;

/// What a text that is no date seems to say.
#[derive(Default)]
pub(super) struct Meant {
    /// What keeps it from being a date, where that is more than its spelling.
    pub(super) reason: Option<&'static str>,
    /// How it would be written. The form is right; the day or quarter may still not exist.
    pub(super) candidates: Vec<String>,
}

impl Meant {
    fn date(candidate: String) -> Self {
        Self { reason: None, candidates: vec![candidate] }
    }

    fn without_year(candidates: Vec<String>) -> Self {
        Self { reason: Some("it has no year of four digits"), candidates }
    }
}

/// A word or number of the text. All that lies between them is taken as a mere separator.
#[derive(Clone, Copy)]
enum Token {
    /// Four digits.
    Year(u16),
    /// One or two digits, or an ordinal in words.
    Number(u16),
    /// Eight digits: year, month and day.
    Compact(u16, u16, u16),
    Month(u16),
    /// `Q`, `H` or `W`.
    Part(char),
    Fiscal,
}

/// Reads `text` loosely.
pub(super) fn meant(text: &str) -> Meant {
    use Token::{Compact, Fiscal, Month, Number, Part, Year};

    let Some(tokens) = tokens(text) else {
        return Meant::default();
    };
    match tokens[..] {
        [Year(y)] => Meant::date(format!("{y:04}")),
        [Compact(y, m, d)]
        | [Year(y), Number(m) | Month(m), Number(d)]
        | [Number(d), Month(m), Year(y)]
        | [Month(m), Number(d), Year(y)] => Meant::date(day(y, m, d)),
        [Year(y), Number(m) | Month(m)] | [Number(m) | Month(m), Year(y)] => Meant::date(format!("{y:04}-{m:02}")),
        [Number(a), Number(b), Year(y)] => day_and_month(a, b, y, text.contains('.')),

        [Year(y), Part(p), Number(n)]
        | [Year(y), Number(n), Part(p)]
        | [Part(p), Number(n), Year(y)]
        | [Number(n), Part(p), Year(y)] => Meant::date(part_of(&format!("{y:04}"), p, n)),
        [Number(y), Part(p), Number(n)] if y >= 10 && (n < 10 || p == 'W') => {
            Meant::without_year(vec![part_of(&format!("20{y}"), p, n)])
        }
        [Number(n), Part(p), Number(y)] | [Part(p), Number(n), Number(y)] if y >= 10 => {
            Meant::without_year(vec![part_of(&format!("20{y}"), p, n)])
        }

        [Fiscal, y @ (Year(_) | Number(_))] => fiscal(y, None),
        [Fiscal, y @ (Year(_) | Number(_)), Part(p), Number(n)]
        | [Part(p), Number(n), Fiscal, y @ (Year(_) | Number(_))]
        | [Number(n), Part(p), Fiscal, y @ (Year(_) | Number(_))] => fiscal(y, Some((p, n))),
        // `FY26/27` is the one that ends in 2027.
        [Fiscal, Year(a) | Number(a), y @ (Year(b) | Number(b))] if (a + 1) % 100 == b % 100 => fiscal(y, None),

        [Number(y)] if y >= 10 => Meant::without_year(vec![format!("20{y}")]),
        [Number(_) | Month(_)]
        | [Number(_), Number(_) | Part(_) | Month(_)]
        | [Part(_) | Month(_), Number(_)]
        | [Number(_), Number(_) | Month(_), Number(_)] => Meant::without_year(Vec::new()),
        _ => Meant::default(),
    }
}

fn day(year: u16, month: u16, day: u16) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

/// `15.03.2026` has the day first, as everywhere where dots are used. With other signs the
/// order is only known where one of the two can be no month.
fn day_and_month(a: u16, b: u16, year: u16, dots: bool) -> Meant {
    if dots || a > 12 || a == b {
        Meant::date(day(year, b, a))
    } else if b > 12 {
        Meant::date(day(year, a, b))
    } else {
        Meant { reason: Some("it can be read in two ways"), candidates: vec![day(year, b, a), day(year, a, b)] }
    }
}

fn part_of(year: &str, part: char, number: u16) -> String {
    match part {
        'W' => format!("{year}-W{number:02}"),
        _ => format!("{year}-{part}{number}"),
    }
}

fn fiscal(year: Token, part: Option<(char, u16)>) -> Meant {
    let year = match year {
        Token::Year(year) => format!("FY{year:04}"),
        Token::Number(year @ 10..) => format!("FY{year}"),
        _ => return Meant::default(),
    };
    Meant::date(match part {
        Some((part, number)) => part_of(&year, part, number),
        None => year,
    })
}

/// The words and numbers of `text`; none if one of them has nothing to do with dates.
fn tokens(text: &str) -> Option<Vec<Token>> {
    /// In bytes. What is longer is a sentence, and no spelling of a date.
    const LONGEST: usize = 60;
    if text.len() > LONGEST {
        return None;
    }
    let mut tokens = Vec::new();
    for word in text.split(|char: char| !char.is_alphanumeric()) {
        let mut rest = word;
        while let Some(first) = rest.chars().next() {
            let digits = first.is_ascii_digit();
            let end = rest.find(|char: char| char.is_ascii_digit() != digits).unwrap_or(rest.len());
            let (run, after) = rest.split_at(end);
            rest = after;
            if digits {
                tokens.push(number(run)?);
            } else if !is_filler(run) {
                tokens.push(self::word(&run.to_lowercase())?);
            }
        }
    }
    Some(tokens)
}

fn number(digits: &str) -> Option<Token> {
    match digits.len() {
        1 | 2 => digits.parse().ok().map(Token::Number),
        4 => digits.parse().ok().map(Token::Year),
        8 => {
            let number: u32 = digits.parse().ok()?;
            let part = |n: u32| u16::try_from(n).ok();
            let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
            Some(Token::Compact(part(year)?, part(month)?, part(day)?))
        }
        _ => None,
    }
}

/// Of `15th of March`.
fn is_filler(word: &str) -> bool {
    ["st", "nd", "rd", "th", "of", "the", "in"].iter().any(|filler| word.eq_ignore_ascii_case(filler))
}

fn word(lower: &str) -> Option<Token> {
    match lower {
        "q" | "quarter" => Some(Token::Part('Q')),
        "h" | "half" => Some(Token::Part('H')),
        "w" | "week" | "kw" => Some(Token::Part('W')),
        "fy" => Some(Token::Fiscal),
        "first" => Some(Token::Number(1)),
        "second" => Some(Token::Number(2)),
        "third" => Some(Token::Number(3)),
        "fourth" => Some(Token::Number(4)),
        "sept" => Some(Token::Month(9)),
        _ => {
            let is_named = |name: &&str| {
                let name = name.to_ascii_lowercase();
                name == lower || name[..3] == *lower
            };
            (1..).zip(MONTHS.iter()).find(|(_, name)| is_named(name)).map(|(n, _)| Token::Month(n))
        }
    }
}
