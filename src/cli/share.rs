//! `roadmapgen share`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Reading, build::address, has_errors, note, passphrase, say, tell};
use crate::seal;
use crate::words::Access;

#[derive(Debug, Args)]
pub struct Share {
    /// The audience whose sealed view the link opens
    audience: String,
    /// The folder that holds `roadmap.toml` [default: this one or the nearest above it]
    dir: Option<PathBuf>,
    /// Where the site stands, instead of what `roadmap.toml` says
    #[arg(short = 'u', long, value_name = "URL", value_parser = address)]
    base_url: Option<String>,
    /// Which of its passphrases the link stands for: it ends when that is replaced
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    passphrase: usize,
}

impl Share {
    pub fn run(self) -> Result<ExitCode, Failure> {
        let reading = Reading { dir: self.dir, audience: Some(self.audience.clone()), ..Reading::default() };
        let (_, sources, roadmap, problems) = reading.read(false)?;
        if has_errors(&problems) {
            // A link made from a roadmap that cannot be built may not open what is built once that is mended.
            tell(&problems, &sources);
            return Ok(ExitCode::from(1));
        }
        let audience = reading.audience(&roadmap)?.expect("one was asked for");
        if !audience.is_sealed() {
            let why = match audience.access {
                Access::Public => "public: its address is all that anybody needs",
                _ => "private: only its host can say who reads it",
            };
            return Err(Failure(format!("the view of `{}` is {why}", audience.id)));
        }
        let title = roadmap.settings.site.as_ref().and_then(|site| site.value.title.as_ref());
        let title = title.map_or("", |title| &title.value.0);
        let written = roadmap.settings.site.as_ref().and_then(|site| site.value.base_url.as_ref());
        let base = self.base_url.or_else(|| crate::web_address::site(&written?.value.0));
        let Some(base) = base else {
            let help = "say it with `--base-url https://…`, or in `roadmap.toml`: `[site]`, `base_url = \"https://…\"`";
            return Err(Failure(format!("a link needs the address of the site\n  = help: {help}")));
        };
        if let Some(host) = base.strip_prefix("http://").map(|rest| rest.split(['/', ':']).next().unwrap_or_default())
            && !matches!(host, "localhost" | "127.0.0.1")
        {
            let message = format!("no browser opens a sealed view at {base}, since it has cryptography for https only");
            return Err(Failure(format!("{message}\n  = help: serve the site over https, and write its address so")));
        }
        let all = passphrase::all(audience)?;
        let Some(chosen) = all.iter().find(|numbered| numbered.number == self.passphrase) else {
            let variables = crate::link::passphrase_variables(&audience.id);
            let Some(variable) = self.passphrase.checked_sub(1).and_then(|at| variables.get(at)) else {
                return Err(Failure(format!("passphrases have the numbers 1 to {}", variables.len())));
            };
            return Err(Failure(format!("`{variable}` is not set\n  = help: `--passphrase {}` is", all[0].number)));
        };
        let secret = seal::link_secret(title, audience.id.as_str(), &chosen.passphrase);
        let link = format!("{base}{}#k={secret}\n", audience.place());
        note(&format!(
            "Whoever has this link can read the view of `{}` once it is built with this passphrase and published, until the \
             passphrase is replaced and the site published again.",
            audience.id
        ));
        say(link.as_bytes())
    }
}
