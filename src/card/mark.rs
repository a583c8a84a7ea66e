//! How each state is drawn: the shapes and colours of the theme's stylesheet in light.

use std::fmt::Write;

/// The paper, and the colours of what is written and drawn on it: the light ones of `theme.css`, held by a test.
pub const PAPER: &str = "#ffffff";
/// Texts.
pub const INK: &str = "#16202a";
/// Texts beside them.
pub const QUIET: &str = "#515e6a";
/// Hairlines.
pub const RULE: &str = "#dbe0e3";
/// Lines that mean something.
pub const EDGE: &str = "#75818c";
/// The accent where a site sets none.
pub const ACCENT: &str = "#00626f";
const DONE: &str = "#3a7042";
const ACTIVE: &str = "#3450a8";
const RISK: &str = "#8a5600";
const OFF: &str = "#b0261c";
const PLANNED: &str = "#5f6c78";

/// The colour of a state, by its name in `data-s`.
pub fn colour(state: &str) -> &'static str {
    match state {
        "done" => DONE,
        "active" => ACTIVE,
        "risk" => RISK,
        "off" => OFF,
        _ => PLANNED,
    }
}

/// Whether a state is said in its own colour, and not its mark alone.
pub fn speaks(state: &str) -> bool {
    matches!(state, "risk" | "off")
}

/// Corners in parts of a square, from its upper left.
type Corners = &'static [(f32, f32)];

const CHECK: Corners = &[(0.0, 0.55), (0.14, 0.40), (0.38, 0.63), (0.86, 0.08), (1.0, 0.22), (0.39, 0.93)];
const PLAY: Corners = &[(0.10, 0.0), (1.0, 0.5), (0.10, 1.0)];
const WARNING: Corners = &[(0.5, 0.02), (1.0, 0.96), (0.0, 0.96)];
const SQUARE: Corners = &[(0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)];
const CROSS: Corners = &[
    (0.0, 0.14),
    (0.14, 0.0),
    (0.5, 0.36),
    (0.86, 0.0),
    (1.0, 0.14),
    (0.64, 0.5),
    (1.0, 0.86),
    (0.86, 1.0),
    (0.5, 0.64),
    (0.14, 1.0),
    (0.0, 0.86),
    (0.36, 0.5),
];

/// The mark of a state as SVG, in a square with its upper left corner at `x` and `y` and sides of `size` pixels.
pub fn svg(state: &str, x: f32, y: f32, size: f32) -> String {
    let colour = colour(state);
    let (middle_x, middle_y) = (x + size / 2.0, y + size / 2.0);
    let corners = match state {
        "done" => CHECK,
        "active" => PLAY,
        "risk" => WARNING,
        "off" => SQUARE,
        "dropped" => CROSS,
        "idea" => {
            let edge = size * 0.7;
            return format!(
                r#"<rect x="{:.1}" y="{:.1}" width="{edge:.1}" height="{edge:.1}" transform="rotate(45 {middle_x:.1} {middle_y:.1})" fill="none" stroke="{colour}" stroke-width="3" stroke-dasharray="3 2.6"/>"#,
                middle_x - edge / 2.0,
                middle_y - edge / 2.0,
            );
        }
        "open" => {
            let radius = size * 0.3;
            return format!(r#"<circle cx="{middle_x:.1}" cy="{middle_y:.1}" r="{radius:.1}" fill="{colour}"/>"#);
        }
        _ => {
            let radius = size / 2.0 - 1.75;
            return format!(
                r#"<circle cx="{middle_x:.1}" cy="{middle_y:.1}" r="{radius:.1}" fill="none" stroke="{colour}" stroke-width="3.5"/>"#
            );
        }
    };
    let mut points = String::new();
    for (across, down) in corners {
        write!(points, "{:.1},{:.1} ", x + across * size, y + down * size).expect("a string takes what is written");
    }
    format!(r#"<polygon points="{}" fill="{colour}"/>"#, points.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colours_are_those_of_the_theme() {
        let theme = include_str!("../../themes/default/theme.css");
        for (token, colour) in [
            ("paper", PAPER),
            ("ink", INK),
            ("ink-2", QUIET),
            ("rule", RULE),
            ("edge", EDGE),
            ("accent", ACCENT),
            ("done", DONE),
            ("active", ACTIVE),
            ("risk", RISK),
            ("off", OFF),
            ("planned", PLANNED),
        ] {
            let start = format!("--{token}:");
            let line = theme.lines().find(|line| line.trim_start().starts_with(&start)).expect("the token is there");
            assert!(line.contains(&format!("light-dark({colour},")), "{token} is {line}");
        }
    }

    #[test]
    fn every_state_has_a_mark_of_its_own() {
        let states = ["done", "active", "risk", "off", "planned", "idea", "open", "dropped"];
        let marks: std::collections::BTreeSet<String> = states.iter().map(|state| svg(state, 0.0, 0.0, 20.0)).collect();
        assert_eq!(marks.len(), states.len());
    }
}
