//! A date that can be read is written back as itself, stands for days in their order, and is never told more exactly.
#![no_main]

use libfuzzer_sys::fuzz_target;
use roadmapgen::date::{Date, FiscalYear, Precision, distance};

fuzz_target!(|data: &[u8]| {
    let Some((start, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let fiscal = FiscalYear::starting_in(start % 12 + 1).expect("a month");
    let date = match Date::parse(text, fiscal) {
        Ok(date) => date,
        Err(error) => {
            assert!(!error.message.is_empty());
            return;
        }
    };
    assert_eq!(Date::parse(&date.text(), fiscal).as_ref(), Ok(&date));
    assert!(date.first() <= date.last());
    assert!(!date.is_before(&date) && !date.is_past(date.last()));
    for to in [Precision::Day, Precision::Week, Precision::Month, Precision::Quarter, Precision::Half, Precision::Year]
    {
        let told = date.coarsen(to);
        assert!(told.precision() >= to || told.precision() == date.precision());
        assert!(told.last() >= date.last() && told.coarsen(to) == told);
        told.words();
        told.short_words();
        told.spoken();
        told.machine();
        distance(date.first(), &told);
    }
});
