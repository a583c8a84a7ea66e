#!/bin/sh
# Breaks the door on purpose, in one way after the other, and expects the property test to notice each time:
#
#     sh tests/broken-doors.sh            all of them: about a quarter of an hour on two cores
#     sh tests/broken-doors.sh owner      those whose name holds a word
#     sh tests/broken-doors.sh --applies  only whether each change still finds its place in the sources (tests/all.sh)
#
# A property test that passes shows nothing until it is seen to fail. This copies the tree into a temporary folder,
# changes a few words of the copy, runs `cargo test --test interference` there, and expects it to fail with a leak:
# a change that does not apply or does not compile is a fault of this script, and told as one. Not part of
# tests/all.sh, since it compiles the crate some forty times; run it after changing src/view/, src/markdown/passage.rs
# or the test itself. BROKEN_DOORS_CASES says how many roadmaps each is tried on (500 where left out).
#
# Needs Rust, perl and tar. Exit code 0 where every change was caught.
set -eu
CDPATH='' cd -- "$(dirname -- "$0")/.."
only=${1:-}
applies=
if [ "$only" = --applies ]; then
    applies=yes
    only=
fi
cases=${BROKEN_DOORS_CASES:-500}
CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$PWD/target}/broken-doors
export CARGO_TARGET_DIR
export INTERFERENCE_CASES="$cases" INTERFERENCE_NO_SHRINK=1

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
mkdir "$folder/whole" "$folder/copy"
tar -cf - --exclude=./target --exclude=./.git --exclude=node_modules . | tar -xf - -C "$folder/whole"
cp -R "$folder/whole/." "$folder/copy"

missed=0
tried=0
[ -n "$applies" ] || printf '%-60s %s\n' 'what was broken' 'what the test said'

# Changes one file of the copy: change FILE PERL
change() {
    cp "$folder/copy/$1" "$folder/before"
    perl -0pi -e "$2" "$folder/copy/$1"
    if cmp -s "$folder/before" "$folder/copy/$1"; then
        applied="does not apply to $1"
    fi
}

# Runs the test on the changed copy, with these settings of its environment.
try() {
    (cd "$folder/copy" && env "$@" cargo test --locked -q --test interference changes_no_byte) >"$folder/log" 2>&1
}

# Says how the test failed: judge WHAT
judge() {
    if grep -q 'leaks (INTERFERENCE_SEED' "$folder/log"; then
        seed=$(sed -n 's/.*seed \([0-9]*\) leaks.*/\1/p' "$folder/log" | head -n 1)
        how=$(sed -n 's/.*the view of `[a-z]*` with what is hidden \([a-z]*\):.*/\1/p' "$folder/log" | head -n 1)
        if grep -q 'a panic' "$folder/log"; then
            result="caught: case $seed, a panic"
        else
            result="caught: case $seed, hidden things $how: $1 differ"
        fi
    else
        result="NOT CAUGHT, but failed: $(grep -m 1 'panicked\|wrong about' "$folder/log" || true)"
        missed=$((missed + 1))
    fi
}

# Runs the test on the changed copy, tells the result, and mends the copy: tell NAME
tell() {
    tried=$((tried + 1))
    if [ -n "$applied" ]; then
        result="SCRIPT IS WRONG: $applied"
        missed=$((missed + 1))
    elif [ -n "$applies" ]; then
        result=applies
    elif ! (cd "$folder/copy" && cargo test --locked -q --test interference --no-run) >"$folder/log" 2>&1; then
        result="SCRIPT IS WRONG: does not compile: $(grep -m 1 '^error' "$folder/log" || true)"
        missed=$((missed + 1))
    elif try INTERFERENCE_BYTES_ALONE=1; then
        if try -u INTERFERENCE_BYTES_ALONE; then
            result='NOT CAUGHT'
            missed=$((missed + 1))
        else
            judge 'not a byte of a page, but what pages are made from'
        fi
    else
        judge 'bytes of a page'
    fi
    [ "$result" = applies ] || printf '%-60s %s\n' "$1" "$result"
    for file in $changed; do
        cp -p "$folder/whole/$file" "$folder/copy/$file"
        touch "$folder/copy/$file"
    done
}

# broken NAME FILE PERL [FILE PERL]...
broken() {
    name=$1
    shift
    case $name in *"$only"*) ;; *) return 0 ;; esac
    applied=
    changed=
    while [ $# -gt 0 ]; do
        changed="$changed $1"
        change "$1" "$2"
        shift 2
    done
    tell "$name"
}

project=src/view/project.rs
door=src/view/door.rs
visibility=src/view/visibility.rs

# What the whole roadmap would tell has no way into a page: these smuggle it there first, under the name of a file that
# cannot exist, as somebody would who adds a field to the view without thinking.
smuggle='s/(view\.aliases = door\.keep)/view.files.insert("smuggled".into(), SMUGGLED);\n        $1/; s/SMUGGLED/'

broken 'a count taken before projection' \
    "$project" 's/description: text\(site\.map\(\|site\| &site\.description\)\)/description: Some(format!("{} items", self.door.roadmap.items.len()))/'
broken 'an axis over the whole roadmap' \
    "$project" "$smuggle"'{ let due = |item: &model::Item| match &item.draft.own { Own::Milestone(own) => written_date(own.target.as_ref()).map(Date::last), _ => None }; let last = roadmap.items.values().filter_map(due).max().unwrap_or(self.as_of); Id::new(&last.to_string()).expect("digits") }/' \
    src/page/timeline.rs 's/Axis::around\(view\.as_of, spans\(view\)\.map\(\|\(_, span\)\| span\)\)/{ let far: Date = Date::day(view.files["smuggled"].as_str().parse().expect("a day")); Axis::around(view.as_of, spans(view).map(|(_, span)| span).chain(Span::between(None, Some(&far), None))) }/'
broken 'a fingerprint over the files of all items' \
    "$project" "$smuggle"'Id::new(\&format!("n-{}", roadmap.assets.values().map(|asset| asset.bytes.iter().map(|\&byte| u64::from(byte)).sum::<u64>()).sum::<u64>())).expect("digits")/' \
    src/theme/published.rs 's/(let mut text = self\.stylesheet\.to_string\(\);)/$1 text.push_str(&format!("\/* {} *\/", view.files["smuggled"]));/'
broken 'a sitemap that lists a hidden item' \
    "$project" "$smuggle"'roadmap.items.keys().find(|id| !door.sees(id)).cloned().unwrap_or_else(|| Id::new("none").expect("an id"))/' \
    src/output/sitemap.rs 's/(let folders: Vec<&str> = folders)/let more = format!("milestones\/{}\/", view.files["smuggled"]); let mut folders = folders; folders.insert(\&more);\n    $1/'
broken 'a dangling dependency kept' \
    "$project" 's/door\.keep\(Field::DependsOn, \|\| door\.seen\(&to\.depends_on\)\)/door.keep(Field::DependsOn, || to.depends_on.clone())/g'
broken 'a dangling relation kept' \
    "$project" 's/door\.keep\(Field::RelatesTo, \|\| door\.seen\(&item\.to\.relates_to\)\)/door.keep(Field::RelatesTo, || item.to.relates_to.clone())/'
broken 'the alias of a hidden item kept' \
    "$project" 's/roadmap\.aliases\.iter\(\)\.filter\(\|\(_, id\)\| door\.sees\(id\)\)/roadmap.aliases.iter()/'
broken 'old ids shown where they are hidden' \
    "$project" 's/door\.keep\(Field::Aliases, \|\| (\{.*?\n        \})\);/$1;/s'
broken 'every passage shown to everybody' \
    "$door" 's/\|audience\| self\.reader\.reads\(audience\)/|_| true/'
broken 'an inner passage shown to who may read it alone' \
    src/markdown/passage.rs 's/\} else \{\n(\s+)self\.from = passage\.close\.end;/} else {\n$1let close = passage.close.end;\n$1for inner in passage.inner.iter().filter(|inner| inner.audiences.iter().any(|(audience, _)| sees(audience))) { self.from = inner.open.end; self.copy_to(inner.close.start); }\n$1self.from = close;/'
broken 'a hidden passage leaves an empty line' \
    src/markdown/passage.rs 's/\} else \{\n(\s+)self\.from = passage\.close\.end;/} else {\n$1self.skip_line_to(passage.close.end);/'
broken 'items named for others seen' \
    "$visibility" 's/if audience\.is_named_by\(item\) \{/if item.audiences.len() > 1 || audience.is_named_by(item) {/'
broken 'those who are seen see in turn' \
    "$visibility" 's/audience\.is_named_by\(item\)/audience.is_named_by(item) || item.audiences.iter().any(|name| roadmap.audiences[name].sees.contains(\&audience.id))/'
broken 'what an update is about does not narrow it' \
    "$visibility" 's/\(!hidden\.is_empty\(\)\)\.then_some/false.then_some/'
broken 'an update seen where one thing that it is about is' \
    "$visibility" 's/\(!hidden\.is_empty\(\)\)\.then_some/(!hidden.is_empty() \&\& hidden.len() == item.to.about.len()).then_some/'
broken 'a parent does not narrow an intent' \
    "$visibility" 's/        seen\.narrow_by_parents\(roadmap\);\n//; s/    fn narrow_by_parents/    #[allow(dead_code)]\n    fn narrow_by_parents/'
broken 'a parent narrows only what is right below it' \
    "$visibility" 's/(Verdict::Above\(vec!\[parent\.clone\(\)\]\)\);\n)\s+hidden\.push\(child\);\n/$1/'
broken 'visions do not narrow an intent that names none' \
    "$visibility" 's/return no_vision\.clone\(\);/return no_vision.clone().filter(|_| false);/'
broken 'intents do not narrow a milestone' \
    "$visibility" 's/seen\.unless_one_is_seen\(&item\.to\.intents\.iter\(\)\.collect::<Vec<_>>\(\)\)/seen.unless_one_is_seen(\&item.to.intents.iter().take(0).collect::<Vec<_>>())/'
broken 'a hidden intent of a seen milestone kept' \
    "$project" 's/intents: door\.seen\(&to\.intents\)/intents: to.intents.clone()/'
broken 'the words for another audience used' \
    "$door" 's/item\.draft\.wording\(&self\.audience\(\)\?\.id\)/item.draft.common.r#for.values().flatten().next().map(|at| \&at.value)/'
broken 'the words for others used where there are none of its own' \
    "$door" 's/item\.draft\.wording\(&self\.audience\(\)\?\.id\)/self.audience()?.sees.iter().find_map(|id| item.draft.wording(id))/'
broken 'the order by hand used where it is hidden' \
    "$project" 's/door\.keep\(Field::Order, \|\| (plain\(item\.draft\.common\.order\.as_ref\(\)\))\)/$1/'
broken 'the horizon from the real date where a coarser one is told' \
    "$project" 's/if told_dates \{ told \} else \{ written_date\(target\) \}/{ let _ = (told, told_dates); written_date(target) }/'
broken 'an owner shown where it is hidden' \
    "$project" 's/owner: door\.keep\(Field::Owner, \|\| texts\(owner\)\)/owner: texts(owner)/'
broken 'data of one’s own shown where it is hidden' \
    "$project" 's/extra: door\.keep\(Field::Extra, \|\| (\{.*?\n            \})\),/extra: $1,/s'
broken 'effort counted where it is hidden' \
    "$project" 's/effort: door\.keep\(Field::Effort, \|\| plain\(effort\.as_ref\(\)\)\)/effort: plain(effort.as_ref())/'
broken 'the health of an update counted where it is hidden' \
    "$project" 's/health: self\.door\.keep\(Field::Health, \|\| plain\(health\.as_ref\(\)\)\)/health: plain(health.as_ref())/'
broken 'a hidden status told by its own title' \
    "$project" 's/\(Some\(status\), status\.title\(\)\.to_owned\(\)\)/(Some(status), title)/'
broken 'a hidden status told whole' \
    "$project" 's/if self\.door\.shows\(Field::Status\) \{/if self.door.shows(Field::Status) || !is_over {/'
broken 'the type of an update shown where it is hidden' \
    "$project" 's/update_type: self\.door\.keep\(Field::Type, \|\| plain\(r#type\.as_ref\(\)\)\)/update_type: plain(r#type.as_ref())/'
broken 'a file of an unseen passage published' \
    "$project" 's/(for said in self\.door\.texts\(item\)) \{/$1.into_iter().chain([super::door::Said { name: "body", text: item.draft.body.markdown.as_str().into(), block: true, origin: super::Origin::Body(Vec::new()) }]) {/'
broken 'every file of a bundle published' \
    "$project" 's/(let mut assets = BTreeMap::new\(\);)/$1 assets.extend(roadmap.assets.iter().filter(|(path, _)| path.starts_with(\&folder)).map(|(path, asset)| (path.clone(), asset.bytes.clone())));/'
broken 'readings told to the day' \
    "$project" 's/super::Reading \{ date: self\.door\.told\(date\), value \}/super::Reading { date: Some(date.clone()), value }/'
broken 'readings to come told where days are not' \
    "$project" 's/readings\.retain\(\|\(date, _\)\| date\.last\(\) <= self\.as_of\);//'
broken 'dates told to the day' \
    "$project" 's/self\.door\.told\(written_date\(field\)\?\)/Some(written_date(field)?.clone())/'
broken 'the name of a coarser date kept' \
    "$door" 's/Some\(date\.coarsen\(audience\.date_precision\.finest\(\)\?\)\)/{ let told = date.coarsen(audience.date_precision.finest()?); Some(match date.name() { Some(name) => told.with_name(name.to_owned()), None => told }) }/'
broken 'titles of lenses that only hidden items use' \
    "$project" 's/lens\.values\.retain\(\|value\| used\.contains\(&\(name, value\)\)\);/let _ = (name, &used);/'
broken 'a file that holds several items known to do so' \
    "$project" 's/for \(id, item\) in &seen \{/for (id, item) in &roadmap.items {/'
broken 'the title that others read' \
    "$door" 's/worded\.map_or_else\(\|\| item\.draft\.title\(\), \|title\| &title\.value\.0\)/worded.map_or(item.draft.title(), |_| item.draft.title())/'
broken 'the status that others read' \
    "$door" 's/item\.to\.milestone_status_for\.get\(audience\.id\.as_str\(\)\)/item.to.milestone_status_for.values().next().filter(|_| !audience.id.as_str().is_empty())/'
broken 'the summary for others used where there is none' \
    "$door" 's/worded\.or_else\(\|\| said\(item\.draft\.common\.summary\.as_ref\(\)\)\)/worded.or(said(item.draft.common.summary.as_ref())).or_else(|| item.draft.common.r#for.values().flatten().find_map(|at| at.value.summary.as_ref()))/'

did=caught
[ -z "$applies" ] || did='found in the sources'
printf '%s of %s broken doors were %s\n' "$((tried - missed))" "$tried" "$did"
[ "$missed" -eq 0 ]
