//! `roadmap.csv`: the milestones as a table, for spreadsheets.
//!
//! RFC 4180: commas, line ends of CR and LF, quotes where they are needed. UTF-8 without a byte order mark: programs
//! would take one for a part of the first column's name, and today's spreadsheets ask or see that it is UTF-8.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::id::Id;
use crate::view::{Milestone, View};
use crate::words::Word;

/// The columns, in their order. New ones come at the end, so that what reads columns by number goes on working.
pub const COLUMNS: [&str; 22] = [
    "id",
    "title",
    "status",
    "health",
    "horizon",
    "intents",
    "visions",
    "start",
    "target",
    "done",
    "late",
    "progress",
    "owner",
    "teams",
    "tags",
    "priority",
    "investment",
    "commitment",
    "confidence",
    "effort",
    "depends_on",
    "url",
];

/// The table: one row for each milestone, in the view's order. Several in one cell are parted by `; `.
pub fn csv(view: &View) -> Vec<u8> {
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let rows = view.milestones.iter().map(|milestone| row(view, milestone).map(inert));
    let header = COLUMNS.map(str::to_owned);
    for row in std::iter::once(header).chain(rows) {
        writer.write_record(&row).expect("memory takes rows of equal length");
    }
    writer.into_inner().expect("memory can be flushed")
}

fn row(view: &View, milestone: &Milestone) -> [String; COLUMNS.len()] {
    let item = &milestone.item;
    [
        item.id.to_string(),
        item.title.clone(),
        word(milestone.status),
        word(milestone.health),
        word(milestone.horizon),
        list(&milestone.intents),
        list(&visions(view, milestone)),
        date(milestone.start.as_ref()),
        date(milestone.target.as_ref()),
        date(milestone.done.as_ref()),
        // Of what is not told when it is due, nobody says that it is not late.
        if view.tells_due() { milestone.late.to_string() } else { String::new() },
        milestone.progress.map(|progress| progress.percent.to_string()).unwrap_or_default(),
        list(&item.owner),
        list(&item.teams),
        list(&item.tags),
        word(milestone.priority),
        word(milestone.investment),
        word(milestone.commitment),
        milestone.confidence.map(|percent| percent.to_string()).unwrap_or_default(),
        milestone.effort.map(|effort| effort.to_string()).unwrap_or_default(),
        list(&milestone.depends_on),
        item.kind.address(&item.id),
    ]
}

fn word(word: Option<impl Word>) -> String {
    word.map_or("", Word::as_str).to_owned()
}

fn date(date: Option<&Date>) -> String {
    date.map(Date::text).unwrap_or_default()
}

/// Each part is made inert too, since a spreadsheet that parts cells at `;` would see it as a cell.
fn list(parts: &[impl ToString]) -> String {
    parts.iter().map(|part| inert(part.to_string())).collect::<Vec<_>>().join("; ")
}

/// A cell that no spreadsheet takes for a formula: `=cmd|…` would be run with the rights of whoever opens the file.
///
/// Also the full-width forms, which some take for the plain ones. None of our numbers is negative. Of the control
/// characters, RFC 4180 knows line ends alone; the others are gone, so that none hides what comes after it.
fn inert(mut cell: String) -> String {
    cell.retain(|c| !c.is_control() || matches!(c, '\t' | '\r' | '\n'));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        cell.insert(0, '\'');
    }
    cell
}

/// The visions that a milestone serves through its intents and the intents above those, as first met.
fn visions(view: &View, milestone: &Milestone) -> Vec<Id> {
    let (mut seen, mut served) = (BTreeSet::new(), Vec::new());
    let mut above: Vec<&Id> = milestone.intents.iter().rev().collect();
    while let Some(id) = above.pop() {
        let Some(intent) = view.intent(id).filter(|_| seen.insert(id)) else { continue };
        for vision in &intent.visions {
            if !served.contains(vision) {
                served.push(vision.clone());
            }
        }
        above.extend(&intent.parent);
    }
    served
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::specimen;

    #[test]
    fn each_milestone_is_a_row() {
        let text = String::from_utf8(csv(&specimen::view())).expect("UTF-8");
        let expected = [
            "id,title,status,health,horizon,intents,visions,start,target,done,late,progress,owner,teams,tags,priority,\
             investment,commitment,confidence,effort,depends_on,url",
            "calendar-sync,\"Calendar \"\"sync\"\", <b>at last</b>\",active,at-risk,now,patients-schedule; self-service,\
             calm-clinics,2026-Q3,2026-10-31,,true,40,Ana; Ben,sdk,'=cmd|x; a,must,core,committed,80,2.5,first-slice,\
             milestones/calendar-sync/",
            "first-slice,'=1+1,idea,,later,,,,,,false,,,,,,,,,,,milestones/first-slice/",
            "",
        ];
        assert_eq!(text, expected.join("\r\n"));
    }

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=1", "+1", "-1", "@x", "\tx", "\r=1", "\n=1", "＝1"] {
            assert_eq!(inert(cell.to_owned()), format!("'{cell}"));
        }
        for cell in ["", "a=1", "2026-Q3", "'=1", "1-2"] {
            assert_eq!(inert(cell.to_owned()), cell);
        }
        assert_eq!(inert("\u{1b}=1\u{0}".to_owned()), "'=1");
        assert_eq!(list(&["a", "=cmd|x"]), "a; '=cmd|x");
    }

    #[test]
    fn what_spreads_over_lines_stays_one_cell() {
        let mut view = specimen::view();
        view.milestones[0].item.title = "one\r\ntwo, \"three\"; four".to_owned();
        let table = csv(&view);
        let mut reader = ::csv::Reader::from_reader(table.as_slice());
        let rows: Vec<_> = reader.records().map(|row| row.expect("a row")).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(&rows[0][1], "one\r\ntwo, \"three\"; four");
    }
}
