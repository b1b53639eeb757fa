//! What a product's build script calls.

mod directive;
mod environment;
mod path;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use directive::Directives;
use environment::Environment;

use crate::diagnostic::Severity;
use crate::emit::{self, File};
use crate::source::{MAX_BYTES, Sources};
use crate::{Compiled, compile, lock, render};

/// Compiles a product inside its build script. Paths are relative to the product's package.
///
/// ```no_run
/// gateway_gen::Build::new("../../specs/orders.yaml").emit();
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing happens before `emit`"]
pub struct Build {
    document: PathBuf,
    overlays: Vec<PathBuf>,
    lock: PathBuf,
}

impl Build {
    /// Starts with a document and the lock `gateway.lock`.
    pub fn new(document: impl Into<PathBuf>) -> Self {
        Self { document: document.into(), overlays: Vec::new(), lock: PathBuf::from("gateway.lock") }
    }

    /// Adds an overlay; overlays apply in the order they are added.
    pub fn overlay(mut self, overlay: impl Into<PathBuf>) -> Self {
        self.overlays.push(overlay.into());
        self
    }

    /// Names the committed lock.
    pub fn lock(mut self, lock: impl Into<PathBuf>) -> Self {
        self.lock = lock.into();
        self
    }

    /// Writes the product to `OUT_DIR/gateway/`, where the crate includes `mod.rs`, and tells cargo what was found.
    ///
    /// Always returns: an error in the document is a `cargo::error` line, after which cargo stops by itself. Nothing
    /// outside `OUT_DIR` is written, and no file whose content stays the same. A stale lock is a warning in debug
    /// builds; in release builds and where `CI` is set it is an error.
    #[allow(clippy::print_stdout, reason = "cargo reads directives from the standard output of a build script")]
    pub fn emit(self) {
        let directives = match Environment::of_build_script() {
            Ok(environment) => self.run(&environment, compile),
            Err(missing) => Directives::failure(&missing),
        };
        print!("{directives}");
    }

    fn run(&self, environment: &Environment, compile: impl FnOnce(Sources) -> Compiled) -> Directives {
        let mut directives = Directives::default();
        for input in self.inputs().chain([self.lock.as_path()]) {
            directives.rerun_if_changed(input);
        }
        let sources = match self.sources(environment) {
            Ok(sources) => sources,
            Err(error) => {
                directives.error(&error.to_string());
                return directives;
            }
        };
        let compiled = compile(sources);
        self.report(&compiled, &mut directives);
        if let Some(product) = compiled.sound() {
            self.check_lock(&lock::text(product), environment, &mut directives);
            match emit::files(product, &|span| compiled.sources.exact_place(span)) {
                Ok(files) => write(&files, &environment.out_dir, &mut directives),
                Err(malformed) => directives.error(&malformed.to_string()),
            }
        }
        directives
    }

    fn inputs(&self) -> impl Iterator<Item = &Path> {
        std::iter::once(self.document.as_path()).chain(self.overlays.iter().map(PathBuf::as_path))
    }

    /// Reads the texts under the names they have in the workspace.
    fn sources(&self, environment: &Environment) -> io::Result<Sources> {
        let mut texts = Vec::new();
        for input in self.inputs() {
            let name = path::in_workspace(input);
            let text = read(&environment.package.join(input))
                .map_err(|error| io::Error::new(error.kind(), format!("{name}: {error}")))?;
            texts.push((name, text));
        }
        Ok(Sources::from_texts(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))))
    }

    fn report(&self, compiled: &Compiled, directives: &mut Directives) {
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let found: Vec<_> = compiled.diagnostics.iter().filter(|found| found.severity == severity).collect();
            for diagnostic in found.iter().take(MAX_SHOWN) {
                match severity {
                    Severity::Error => directives.error(&render::human(diagnostic, &compiled.sources, false)),
                    Severity::Warning => directives.warning(&render::human(diagnostic, &compiled.sources, false)),
                    Severity::Note => directives.warning(&render::short(diagnostic, &compiled.sources)),
                }
            }
            if let Some(hidden) = found.len().checked_sub(MAX_SHOWN).filter(|hidden| *hidden > 0) {
                let more = format!("and {hidden} more; run {}", self.command("check"));
                if severity == Severity::Error { directives.error(&more) } else { directives.warning(&more) }
            }
        }
    }

    fn check_lock(&self, computed: &str, environment: &Environment, directives: &mut Directives) {
        let lock = environment.package.join(&self.lock);
        let committed = match read(&lock) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return directives.error(&format!("{}: {error}", self.lock.display())),
        };
        let Some(difference) = lock::compare(&committed, computed) else { return };
        let accept = path::from_root(&environment.package, &self.document, &self.lock);
        let message = format!(
            "the policy of this product is not the one in {accept}:\n{difference}review it, then accept it with: {} --accept --lock {accept}",
            self.command("lock")
        );
        if environment.enforces_lock { directives.error(&message) } else { directives.warning(&message) }
    }

    /// A command as it is typed at the root of the workspace.
    fn command(&self, command: &str) -> String {
        let overlays = self.overlays.iter().map(|overlay| format!(" --overlay {}", path::in_workspace(overlay)));
        let spec = path::in_workspace(&self.document);
        format!("gateway-gen {command} {spec}{}", overlays.collect::<String>())
    }
}

/// How many findings of one severity are shown in full.
const MAX_SHOWN: usize = 20;

fn read(path: &Path) -> io::Result<String> {
    if fs::metadata(path)?.len() > MAX_BYTES as u64 {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "is larger than 32 MiB"));
    }
    fs::read_to_string(path)
}

fn write(files: &[File], out_dir: &Path, directives: &mut Directives) {
    let folder = out_dir.join("gateway");
    let outcome = fs::create_dir_all(&folder).and_then(|()| {
        files.iter().try_for_each(|file| {
            let path = folder.join(file.name);
            let unchanged = fs::read(&path).is_ok_and(|present| present == file.text.as_bytes());
            if unchanged { Ok(()) } else { fs::write(&path, &file.text) }
        })
    });
    if let Err(error) = outcome {
        directives.error(&format!("the generated files cannot be written to OUT_DIR: {error}"));
    }
}

#[cfg(test)]
mod tests;
