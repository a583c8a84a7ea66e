//! Whether the theme's colours can be told from the grounds they stand on, in light and dark.

/// The colours that text is set in.
const TEXT: [&str; 7] = ["--ink", "--ink-2", "--accent", "--done", "--active", "--risk", "--off"];
/// The colours of lines, glyphs and bars that mean something.
const DRAWN: [&str; 8] = ["--edge", "--accent", "--done", "--active", "--risk", "--off", "--planned", "--ink"];
/// What both stand on.
const GROUNDS: [&str; 2] = ["--paper", "--tint"];

/// A token's colours in light and in dark, out of `light-dark(#rrggbb, #rrggbb)`.
fn token(css: &str, name: &str) -> [[u8; 3]; 2] {
    let value = css.split(&format!("{name}:")).nth(1).unwrap_or_else(|| panic!("the theme has no {name}"));
    let value = value.trim_start().strip_prefix("light-dark(").unwrap_or_else(|| panic!("{name} has one colour"));
    let (colours, _) = value.split_once(')').expect("the bracket closes");
    let (light, dark) = colours.split_once(',').expect("there are two colours");
    [light, dark].map(colour)
}

/// The three channels of `#rrggbb`.
fn colour(text: &str) -> [u8; 3] {
    let digits = text.trim().strip_prefix('#').unwrap_or_else(|| panic!("`{text}` is no hexadecimal colour"));
    assert_eq!(digits.len(), 6, "`{text}` has six digits");
    [0, 2, 4].map(|at| u8::from_str_radix(&digits[at..at + 2], 16).expect("two hexadecimal digits"))
}

/// The relative luminance as WCAG 2.2 defines it, from 0 to 1.
fn luminance(colour: [u8; 3]) -> f64 {
    let linear = |channel: u8| {
        let share = f64::from(channel) / 255.0;
        if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    let [red, green, blue] = colour.map(linear);
    0.2126f64.mul_add(red, 0.7152f64.mul_add(green, 0.0722 * blue))
}

/// The contrast ratio as WCAG 2.2 defines it, from 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// Every pair of a token and a ground whose contrast is too low.
fn faint(css: &str, tokens: &[&str], least: f64) -> Vec<String> {
    let mut faint = Vec::new();
    for name in tokens {
        for ground in GROUNDS {
            for (scheme, (colour, behind)) in
                ["light", "dark"].into_iter().zip(token(css, name).into_iter().zip(token(css, ground)))
            {
                let ratio = contrast(colour, behind);
                if ratio < least {
                    faint.push(format!("{name} on {ground} in {scheme}: {ratio:.2}"));
                }
            }
        }
    }
    faint
}

#[test]
fn the_contrast_is_that_of_the_standard() {
    assert!((contrast([0; 3], [255; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([255; 3], colour("#767676")) - 4.54).abs() < 0.01, "the lightest grey that is legible on white");
}

/// Every built-in theme that has tokens of its own.
fn themes() -> Vec<&'static str> {
    crate::theme::built_in::names().filter_map(|name| crate::theme::built_in::file(name, "theme.css")).collect()
}

#[test]
fn text_can_be_read_in_light_and_dark() {
    assert!(!themes().is_empty());
    for css in themes() {
        let faint = faint(css, &TEXT, 4.5);
        assert!(faint.is_empty(), "less than 4.5 to 1:\n{}", faint.join("\n"));
    }
}

#[test]
fn lines_that_mean_something_can_be_seen_in_light_and_dark() {
    for css in themes() {
        let faint = faint(css, &DRAWN, 3.0);
        assert!(faint.is_empty(), "less than 3 to 1:\n{}", faint.join("\n"));
    }
}
