//! Dates to places on an axis: the arithmetic of the timeline, apart from drawing.
//!
//! An axis is counted in days, since quarters have 90 to 92 of them, and everything on it is
//! half-open: a bar ends where the day after its last begins, so neighbours touch and never
//! overlap. Places are exact hundredths of a percent, made from whole numbers, so that they are
//! the same on every machine.

mod axis;
mod bar;
mod percent;
mod scale;
mod span;

pub use axis::{Axis, Window};
pub use bar::Bar;
pub use percent::Percent;
pub use scale::{Label, Scale, Unit};
pub use span::Span;

use crate::date::Day;

/// The number of a day: days since the first of January of the year 0.
pub(crate) fn number(day: Day) -> i64 {
    let epoch = Day::constant(0, 1, 1);
    day.duration_since(epoch).as_hours() / 24
}

/// The day of a number; at the ends of the calendar the last day that there is.
pub(crate) fn day(number: i64) -> Day {
    Day::constant(0, 1, 1).saturating_add(jiff::SignedDuration::from_hours(number.saturating_mul(24)))
}
