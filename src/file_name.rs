//! Which names a file may have on every system that a roadmap or its site is checked out on.

/// The longest file name, in bytes, that all common file systems take.
const LONGEST: usize = 255;

/// How names begin that roadmapgen keeps for its own marks.
pub const OWN: &str = ".roadmapgen";

/// Names that Windows keeps for devices, whatever ending follows them. The superscript digits count there as digits.
const DEVICES: &[&str] = &[
    "con", "prn", "aux", "nul", "conin$", "conout$", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "com¹", "com²", "com³", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "lpt¹", "lpt²", "lpt³",
];

/// Whether Windows takes a name for a device.
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).trim_end_matches(' ');
    DEVICES.contains(&stem.to_lowercase().as_str())
}

/// What is wrong with one part of a path; none where every system takes it.
pub fn fault(name: &str) -> Option<String> {
    let says = if name.is_empty() {
        "a part of its path is empty".into()
    } else if name == "." || name == ".." {
        format!("`{name}` is not a name")
    } else if name.len() > LONGEST {
        format!("a name in it is longer than {LONGEST} bytes")
    } else if let Some(odd) = name.chars().find(|c| c.is_control() || "\\:<>\"|?*".contains(*c)) {
        format!("not every system allows `{}` in a file's name", odd.escape_debug())
    } else if name.ends_with(['.', ' ']) {
        "a name must not end with a dot or a space".into()
    } else if is_device(name) {
        format!("`{}` is the name of a device on Windows", name.split('.').next().unwrap_or(name).trim_end())
    } else if name.eq_ignore_ascii_case(".git") {
        "`.git` belongs to the repository".into()
    } else if name.to_ascii_lowercase().starts_with(OWN) {
        format!("names that begin with `{OWN}` are kept for roadmapgen's own marks")
    } else {
        return None;
    };
    Some(says)
}
