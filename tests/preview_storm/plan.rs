//! What stands in the folder: a small roadmap without an error, and what may come instead.

use crate::random::Random;

/// The files of a roadmap without an error. Those that no audience is to see stand among them.
pub const GOOD: &[(&str, &str)] = &[
    ("roadmap.toml", WITH_AUDIENCES),
    ("vision/calm.md", "+++\ntitle = \"A calm harbour\"\nhorizon = 2031\n+++\nNobody waits at anchor.\n"),
    ("intents/depth.md", "+++\ntitle = \"Depth is known\"\nvision = \"calm\"\nowner = \"Ruth\"\n+++\nSee [[gauge]].\n"),
    (
        "intents/price.md",
        "+++\ntitle = \"Waiting has a price\"\nvision = \"calm\"\n+++\n## Why\n\nSee [[invoice#risks]].\n",
    ),
    (
        "milestones/gauge.md",
        "+++\ntitle = \"One gauge\"\nintent = \"depth\"\nstatus = \"done\"\nstart = 2026-08-03\ntarget = 2026-09-30\n\
         done = 2026-10-16\ntags = [\"tide\"]\n+++\n- [x] measured\n- [ ] told\n",
    ),
    (
        "milestones/invoice.md",
        "+++\ntitle = \"Two invoices\"\nintent = \"price\"\ndepends_on = [\"gauge\"]\ntarget = \"2027-Q1\"\nowner = \"Noor\"\n\
         +++\n## Risks\n\n::: for board\nIt may fail.\n:::\n\n[the gauge](gauge.md)\n",
    ),
    (
        "milestones/chart/index.md",
        "+++\ntitle = \"A chart\"\nintent = \"depth\"\ntarget = 2027-05-01\n+++\n![the chart](chart.png)\n",
    ),
    ("milestones/chart/chart.png", "\u{89}PNG not really"),
    (
        "milestones/team-a/pilots.md",
        "+++\ntitle = \"Pilots\"\nintent = \"depth\"\naudiences = [\"crew\", \"board\"]\n+++\n[[gauge]]\n",
    ),
    ("milestones/team-a/tugs.md", "+++\ntitle = \"Tugs\"\nintent = \"price\"\ndepends_on = [\"gauge\"]\n+++\nSlow.\n"),
    (
        "milestones/team-b/cranes.md",
        "+++\ntitle = \"Cranes\"\nintent = \"price\"\naudiences = [\"board\"]\n+++\nHigh.\n",
    ),
    (
        "milestones/many.toml",
        "[[milestone]]\nid = \"ropes\"\ntitle = \"Ropes\"\nintent = \"depth\"\n[[milestone]]\nid = \"lamps\"\n\
         title = \"Lamps\"\nintent = \"price\"\naliases = [\"lights\"]\n",
    ),
    (
        "updates/2026-10-16-measured.md",
        "+++\ntitle = \"Measured\"\ndate = 2026-10-16\nabout = [\"gauge\"]\n+++\nEleven per cent of [[invoice]].\n",
    ),
    ("pages/about.md", "+++\ntitle = \"About\"\n+++\n[A file](/static/note.txt) and [[chart]].\n"),
    ("pages/for-guests.md", "+++\ntitle = \"For guests\"\n+++\nWelcome.\n"),
    ("templates/page.html", "{% extends \"base.html\" %}\n{% block main %}\n<h1>{{ title }}</h1>\n{% endblock %}\n"),
    ("static/note.txt", "a note\n"),
    ("static/deep/er/_headers", "/*\n"),
];

/// Views of every kind: in the clear at the root and below, sealed, private.
const WITH_AUDIENCES: &str = "[site]\ntitle = \"Harbour\"\nbase_url = \"https://harbour.example.org/\"\n\
    [defaults]\naudiences = [\"guests\", \"crew\"]\n\
    [audiences.guests]\ntitle = \"guests\"\naccess = \"public\"\nroot = true\nlanding = \"for-guests\"\n\
    fields = [\"status\", \"target\"]\n\
    [audiences.crew]\ntitle = \"crew\"\naccess = \"public\"\n\
    [audiences.board]\ntitle = \"board\"\nsees = [\"crew\", \"guests\"]\naccess = \"sealed\"\n\
    [audiences.owners]\ntitle = \"owners\"\nsees = [\"board\"]\n";

/// Settings that may stand there instead, right ones and wrong ones. Where there are no audiences, items that name some
/// are wrong too.
const SETTINGS: &[&str] = &[
    WITH_AUDIENCES,
    WITH_AUDIENCES,
    "[site]\ntitle = \"Harbour below\"\nbase_url = \"https://example.org/port/of%20call/\"\n\
     [defaults]\naudiences = [\"crew\"]\n[audiences.crew]\naccess = \"public\"\n[audiences.guests]\naccess = \"public\"\n\
     [audiences.board]\naccess = \"private\"\n",
    "[site]\ntitle = \"Harbour for all\"\nbase_url = \"https://example.org/harbour/\"\n",
    "[site]\ntitle = \"Harbour for all\"\naccent = \"#00626f\"\n",
    "[site]\ntitle = \"Harbour\"\nfooter = \"[About](pages/about.md)\"\n[checks]\nbroken-link = \"warn\"\n",
    "[site]\ntitle = \n",
    "[site]\ntitel = \"Harbour\"\n",
    "",
];

/// Paths that texts are written to besides the good ones: new items, bundles, a theme, an editor's leavings, and names
/// that mean nothing or are wrong.
pub const MORE: &[&str] = &[
    "milestones/new.md",
    "milestones/gauge/index.md",
    "milestones/bundle/index.md",
    "milestones/bundle/a.png",
    "milestones/bundle/b.webp",
    "milestones/bundle/evil.svg",
    "milestones/team-a/deep/er/buoys.md",
    "milestones/chart/chart.png",
    "milestones/.gauge.md.swp",
    "milestones/gauge.md~",
    "milestones/4913",
    "milestones/wrong.mdx",
    "milestones/_hidden/x.md",
    "intents/new.md",
    "intents/depth/index.md",
    "vision/other.toml",
    "updates/2026-11-01-late.md",
    "pages/more.md",
    "milestone/lost.md",
    "templates/base.html",
    "templates/milestone.html",
    "templates/parts/footer.html",
    "themes/own/theme.css",
    "static/.well-known/security.txt",
    "static/index.html",
    "static/deep",
    "public/index.html",
];

/// Folders that are moved, removed, made and swapped.
pub const PLACES: &[&str] = &[
    "vision",
    "intents",
    "milestones",
    "updates",
    "pages",
    "templates",
    "static",
    "static/deep",
    "milestones/team-a",
    "milestones/team-b",
    "milestones/chart",
    "milestones/bundle",
    "milestones/team-c",
];

/// One of all paths.
pub fn path(random: &mut Random) -> &'static str {
    if random.chance(65) { random.pick(GOOD).0 } else { random.pick::<&str>(MORE) }
}

/// What may stand at a path: what is right there, something like it, or something wrong.
pub fn text(path: &str, random: &mut Random) -> String {
    if random.chance(45)
        && let Some((_, good)) = GOOD.iter().find(|(own, _)| *own == path)
    {
        return (*good).to_owned();
    }
    if random.chance(4) {
        return String::new();
    }
    if path == "roadmap.toml" {
        return (*random.pick(SETTINGS)).to_owned();
    }
    if path.starts_with("templates/") {
        return template(random).to_owned();
    }
    if path.ends_with(".md") {
        return item(random);
    }
    if path.ends_with(".toml") {
        let (id, title) = (random.pick(IDS), random.below(1000));
        return format!("[[milestone]]\nid = \"{id}\"\ntitle = \"Step {title}\"\n");
    }
    format!("{} bytes of {path}\n", random.below(100_000))
}

/// A path, and a text that is right there whatever else is.
pub fn mild(random: &mut Random) -> (String, String) {
    let serial = random.below(100_000);
    if random.chance(30) {
        let path = format!("milestones/new-{}.md", random.below(9));
        return (path, format!("+++\ntitle = \"New {serial}\"\nintent = \"depth\"\n+++\nAfter [[gauge]].\n"));
    }
    let (path, good) = random.pick::<(&str, &str)>(GOOD);
    let text = if *path == "roadmap.toml" {
        let changes = random.some::<(&str, &str)>(MILD, 30);
        changes.iter().fold((*good).to_owned(), |text, (from, to)| text.replacen(from, to, 1))
    } else if path.starts_with("templates/") || path.starts_with("static/") {
        good.replacen("<h1>", &format!("<h1>{serial} "), 1).replacen("a note", &format!("note {serial}"), 1)
    } else {
        good.replacen("title = \"", &format!("title = \"{serial} "), 1)
    };
    ((*path).to_owned(), text)
}

/// What may stand in the settings instead, each beside each other one.
const MILD: &[(&str, &str)] = &[
    ("\"Harbour\"", "\"Harbour of all\""),
    ("harbour.example.org/", "example.org/port%20of/call/"),
    ("harbour.example.org/", "example.org/roadmap/"),
    ("root = true\n", ""),
    ("title = \"crew\"\naccess = \"public\"", "title = \"ratings\""),
    ("\"sealed\"", "\"public\""),
    ("fields = [\"status\", \"target\"]", "fields = [\"status\"]"),
];

const IDS: &[&str] =
    &["gauge", "invoice", "chart", "pilots", "ropes", "new", "depth", "price", "calm", "nobody", "old"];

fn template(random: &mut Random) -> &'static str {
    random.pick::<&str>(&[
        "{% extends \"base.html\" %}\n{% block main %}\n<h1>Another</h1>\n{% endblock %}\n",
        "<!DOCTYPE html>\n<html lang=\"en\"><head><title>{{ shell.title }}</title></head><body>{% block main %}{% endblock %}\
         </body></html>\n",
        "{% extends \"base.html\" %}\n{% block main %}{{ nobody.knows.this }}{% endblock %}\n",
        "{% block main %}",
        "{% include \"nowhere.html\" %}",
    ])
}

fn item(random: &mut Random) -> String {
    let (one, two, serial) = (random.pick(IDS), random.pick(IDS), random.below(100_000));
    let field = match random.below(16) {
        0 => format!("intent = \"{one}\""),
        1 => format!("depends_on = [\"{one}\", \"{two}\"]"),
        2 => "audiences = [\"board\"]".to_owned(),
        3 => "audiences = [\"crew\"]".to_owned(),
        4 => format!("id = \"{two}\""),
        5 => "draft = true".to_owned(),
        6 => "aliases = [\"old\"]".to_owned(),
        7 => "titel = 1".to_owned(),
        8 => format!("date = 2026-01-01\nabout = \"{one}\""),
        9 => "= broken".to_owned(),
        10 => format!("target = 2027-0{}-15", random.between(1, 9)),
        11 => "status = \"nonsense\"".to_owned(),
        _ => String::new(),
    };
    let body = random.some(
        &[
            "# Risks\n",
            "See [[invoice#risks]] and [[gauge]].\n",
            "[a](../intents/depth.md)\n",
            "![](chart.png)\n",
            "[s](/static/note.txt)\n",
            "- [x] done\n",
            "::: for crew\nonly the crew\n:::\n",
        ],
        25,
    );
    format!("+++\ntitle = \"Item {serial}\"\n{field}\n+++\n{}", body.join("\n"))
}
