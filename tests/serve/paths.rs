//! Addresses that try to lead out of the site.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use crate::client;
use crate::program::{Folder, Serving};

/// Words that no answer may hold, and where each stands.
const OUTSIDE: &str = "CANARY-OUTSIDE-7f3a";
const SETTINGS: &str = "CANARY-SETTINGS-91c2";
const TEMPLATE: &str = "CANARY-TEMPLATE-d04e";
const RAW: &str = "CANARY-RAW-55ab";
const HIDDEN: &str = "CANARY-HIDDEN-c8d1";

/// A roadmap with such words in what is never served, in a folder beside a secret.
fn house() -> Folder {
    let house = Folder::with(&[
        ("secret.txt", OUTSIDE),
        ("secrets/passwd", OUTSIDE),
        ("plan/roadmap.toml", &format!("# {SETTINGS}\n[site]\ntitle = \"T\"\n")),
        ("plan/milestones/a.md", &format!("+++\n# {RAW}\ntitle = \"First\"\n+++\n[//]: # ({RAW})\nText.\n")),
        ("plan/templates/page.html", &format!("{{# {TEMPLATE} #}}{{% extends \"theme:default/page.html\" %}}\n")),
        ("plan/static/fine.txt", "fine"),
        ("plan/.git/config", HIDDEN),
        ("plan/.env", HIDDEN),
        ("plan/notes.txt", HIDDEN),
        ("plan/milestones/notes.txt", HIDDEN),
        ("plan/public/old.html", HIDDEN),
    ]);
    let links = [
        ("../../secret.txt", "plan/static/link.txt"),
        ("../../secrets", "plan/static/folder"),
        ("../roadmap.toml", "plan/static/settings.txt"),
        ("../milestones/a.md", "plan/static/raw.txt"),
        ("/etc/passwd", "plan/static/passwd"),
        ("/", "plan/static/root"),
    ];
    for (to, from) in links {
        std::os::unix::fs::symlink(to, house.path(from)).expect("a link");
    }
    house
}

/// Ways to write `../`.
const UPS: [&str; 24] = [
    "../",
    "%2e%2e/",
    "%2E%2e/",
    ".%2e/",
    "%2e./",
    "..%2f",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "%252e%252e/",
    "..%252f",
    "..\\",
    "..%5c",
    "%2e%2e%5c",
    "..%255c",
    "%c0%ae%c0%ae/",
    "..%c0%af",
    "%uff0e%uff0e/",
    "%e0%80%ae%e0%80%ae/",
    "..;/",
    "....//",
    "..././",
    "..%00/",
    "..%0d/",
    "%ef%bc%8e%ef%bc%8e/",
];

/// Where they try to lead to, from the roadmap's folder.
const AIMS: [&str; 4] = ["secret.txt", "plan/roadmap.toml", "etc/passwd", "plan/milestones/a.md"];

/// Targets that are written out.
const ODD: &[&str] = &[
    "/roadmap.toml",
    "/ROADMAP.TOML",
    "/roadmap.toml/",
    "/./roadmap.toml",
    "//roadmap.toml",
    "/static/../roadmap.toml",
    "/static/fine.txt",
    "/static/fine.txt/../../roadmap.toml",
    "/fine.txt/../roadmap.toml",
    "/fine.txt/",
    "/fine.txt%00.html",
    "/milestones/a.md",
    "/milestones/a.md/",
    "/milestones/a/index.md",
    "/milestones/a.toml",
    "/milestones/notes.txt",
    "/milestones/a/../a.md",
    "/templates/page.html",
    "/templates/",
    "/page.html",
    "/static/",
    "/notes.txt",
    "/.env",
    "/.git/config",
    "/.git/",
    "/public/old.html",
    "/old.html",
    "/.roadmapgen",
    "/link.txt",
    "/folder/passwd",
    "/folder/",
    "/settings.txt",
    "/raw.txt",
    "/passwd",
    "/root/etc/passwd",
    "/static/link.txt",
    "/proc/self/environ",
    "/etc/passwd",
    "/%2fetc/passwd",
    "//etc/passwd",
    "///etc/passwd",
    "/C:/Windows/win.ini",
    "/C:%5cWindows%5cwin.ini",
    "/\\\\host\\share",
    "/%5c%5chost%5cshare",
    "/file:///etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1/../secret.txt",
    "http://evil.example/",
    "//evil.example/",
    "//evil.example/%2e%2e",
    "/\\evil.example/",
    "/%5cevil.example/",
    "/%09//evil.example/",
    "/%0d%0aLocation:%20http://evil.example/",
    "/http://evil.example/",
    "/.//evil.example",
    "/..//evil.example",
    "/@evil.example/",
    "/evil.example:80/",
    "/?//evil.example/",
    "/\0",
    "/a\0b",
    "/%00",
    "/roadmap.toml%00",
    "/roadmap.toml%20",
    "/roadmap.toml.",
    "/roadmap.toml::$DATA",
    "/roadmap.toml~",
    "/%72%6f%61%64%6d%61%70%2e%74%6f%6d%6c",
    "/~/secret.txt",
    "/~root/",
    "/-/",
    "/-/../roadmap.toml",
    "/-/live.js/../../roadmap.toml",
    "/-/live.css",
    "/-/bar.html",
    "/-/view/../..",
    "/-/view/..",
    "/-/view/../../secret.txt",
    "/-/view/%2e%2e/",
    "/-/view//",
    "/-/view//evil.example",
    "/-/view/\\evil.example",
    "/-/view/%5cevil.example",
    "/-/view/.",
    "/-/view/",
    "/-/view",
    "/-/events/../../roadmap.toml",
    "/-/events/x",
    "/-/view/http://evil.example/",
    "/-/view/%0d%0aX:%20y",
    "/con",
    "/nul.txt",
    "/aux.html",
    "/index.html/",
    "/index.html/index.html",
    "/milestones",
    "/milestones/a",
    "/milestones//a/",
    "/for/",
    "/for/../roadmap.toml",
];

/// What a query's keys are set to.
const VALUES: &[&str] = &[
    "../roadmap.toml",
    "../../secret.txt",
    "%2e%2e%2froadmap.toml",
    "..%5c..%5csecret.txt",
    "/etc/passwd",
    "//evil.example/",
    "%2f%2fevil.example/",
    "http://evil.example/",
    "https:evil.example",
    "\\\\evil.example",
    "%5c%5cevil.example",
    "@evil.example",
    ".evil.example",
    ":80@evil.example/",
    "%0d%0aX-Injected:%201",
    "%0aX-Injected:%201",
    "%00",
    "%ff",
    "milestones/a.md",
    "milestones/a/../../roadmap.toml",
    "javascript:alert(1)",
    "<script>",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "%22%3E%3Cscript%3E",
    "2027-01-01/../../roadmap.toml",
    "2027-01-01%0d%0aX-Injected:%201",
    "%",
    "%2",
    "%zz",
    "\u{0}",
];

/// All targets.
fn corpus() -> Vec<String> {
    let mut corpus: Vec<String> = ODD.iter().map(|&target| target.to_owned()).collect();
    for up in UPS {
        for aim in AIMS {
            corpus.push(format!("/{}{aim}", up.repeat(8)));
            corpus.push(format!("/milestones/a/{}{aim}", up.repeat(if aim.starts_with("etc") { 12 } else { 3 })));
        }
        corpus.push(format!("{}secret.txt", up.repeat(2)));
        corpus.push(format!("/fine.txt{up}{up}secret.txt"));
        corpus.push(format!("/-/view/{}roadmap.toml", up.repeat(2)));
    }
    for value in VALUES {
        for key in ["page", "as-of", "preview"] {
            corpus.push(format!("/-/view/all?{key}={value}"));
            corpus.push(format!("/?{key}={value}"));
            corpus.push(format!("/milestones/a?{key}={value}"));
        }
        corpus.push(format!("/-/events?after={value}&x=/../"));
    }
    for length in [255, 256, 1024, 4096, 8000, 8192, 16_000, 70_000] {
        corpus.push(format!("/{}", "a".repeat(length)));
        corpus.push(format!("/{}secret.txt", "../".repeat(length / 3)));
        corpus.push(format!("/?as-of={}", "9".repeat(length)));
    }
    corpus
}

/// What came back for a target, which may be no HTTP at all to a decent client.
fn answer(address: SocketAddr, target: &str) -> Vec<u8> {
    let request = format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    if target.starts_with("/-/events?") {
        // A stream does not end by itself; what it begins with comes at once.
        let mut socket = client::connect(address);
        let _ = socket.write_all(request.as_bytes());
        let mut read = vec![0; 4096];
        let count = socket.read(&mut read).unwrap_or_default();
        read.truncate(count);
        return read;
    }
    client::send(address, request.as_bytes())
}

#[test]
fn no_address_leads_out_of_the_site() {
    let house = house();
    // The links make the roadmap one that cannot be read, so it is tried with and without them.
    let with_links = Serving::of(&house.path("plan"), &[]);
    try_all(&with_links, false);
    drop(with_links);
    for link in ["link.txt", "folder", "settings.txt", "raw.txt", "passwd", "root"] {
        fs::remove_file(house.path(&format!("plan/static/{link}"))).expect("a link");
    }
    let serving = Serving::of(&house.path("plan"), &["--as-of", "2026-11-16"]);
    assert_eq!(serving.get("fine.txt").text(), "fine");
    assert!(serving.get("milestones/a/").text().contains("Text."));
    try_all(&serving, true);
    // Links that come while it runs.
    std::os::unix::fs::symlink("../../secret.txt", house.path("plan/static/link.txt")).expect("a link");
    std::os::unix::fs::symlink("../../secret.txt", house.path("plan/milestones/link.md")).expect("a link");
    serving.says("the links", |err| err.contains("link"));
    std::thread::sleep(std::time::Duration::from_millis(500));
    try_all(&serving, true);
    assert!(!serving.err().contains("panicked"), "{}", serving.err());
    assert_eq!(fs::read_to_string(house.path("secret.txt")).expect("it is there"), OUTSIDE);
}

fn try_all(serving: &Serving, is_good: bool) {
    let corpus = corpus();
    assert!(corpus.len() >= 80);
    let mut found = Vec::new();
    let (mut refused, mut missing, mut there) = (0, 0, 0);
    for target in &corpus {
        let read = answer(serving.address, target);
        let text = String::from_utf8_lossy(&read);
        let begins = target.chars().take(80).collect::<String>();
        let head = text.split("\r\n\r\n").next().unwrap_or_default();
        for canary in [OUTSIDE, SETTINGS, TEMPLATE, RAW, HIDDEN, "root:x:0:", "root:*:0:"] {
            if text.contains(canary) {
                found.push(format!("{begins:?} gives {canary}: {head}"));
            }
        }
        if head.to_ascii_lowercase().contains("\r\nx-injected") || head.contains('\0') {
            found.push(format!("{begins:?} injects a field: {head}"));
        }
        if text.contains("<script>alert") || text.contains("\"><script>") {
            found.push(format!("{begins:?} injects a script: {head}"));
        }
        if let Some(location) = head.lines().find_map(|line| line.strip_prefix("Location: ")) {
            let inside = location.starts_with('/') && !location.starts_with("//") && !location.contains(['\\', '@']);
            if !inside || location.contains("..") || location.to_lowercase().contains("%2f") {
                found.push(format!("{begins:?} leads to {location}"));
            }
        }
        match head.split(' ').nth(1).unwrap_or("none") {
            "404" => missing += 1,
            "200" | "302" => there += 1,
            "400" | "403" | "414" | "431" => refused += 1,
            status => found.push(format!("{begins:?} is answered {status}: {text}")),
        }
    }
    println!("{} addresses: {refused} refused, {missing} not there, {there} pages of the site", corpus.len());
    assert!(found.is_empty(), "{} of {}:\n{}", found.len(), corpus.len(), found.join("\n"));
    assert!(refused >= 80 && (!is_good || missing >= 20));
    for path in
        ["roadmap.toml", "milestones/a.md", "link.txt", "folder/passwd", "settings.txt", "raw.txt", ".env", "notes.txt"]
    {
        // Where there is nothing to show, every page says so.
        let reply = serving.get(path);
        assert!(
            reply.status == 404 || !is_good && reply.text().contains("nothing to show yet"),
            "{path}: {}",
            reply.head
        );
    }
}
