//! The folder that keeps development keys between runs, so that a token of yesterday's shell still works.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::error::{DevError, Doing};

/// The file cargo puts into every target folder.
const TARGET_MARK: &str = "CACHEDIR.TAG";
/// The file whose lock says that somebody makes files.
const LOCK: &str = "lock";

/// `target/gateway-dev/<product>/`, readable by its owner only.
#[derive(Debug)]
pub(crate) struct State {
    folder: PathBuf,
}

impl State {
    /// Opens the folder of a product below the target folder its binary lies in, making it where it does not exist: `dev`
    /// and `token` find the same keys wherever they are started. A binary that was moved uses `target` below the
    /// working folder.
    pub(crate) fn of(product: &str) -> Result<Self, DevError> {
        let binary = std::env::current_exe().doing("cannot tell where this binary lies")?;
        let target = binary.ancestors().find(|folder| folder.join(TARGET_MARK).is_file());
        Self::at(&target.unwrap_or(Path::new("target")).join("gateway-dev").join(product))
    }

    /// Opens a folder, making it where it does not exist.
    pub(crate) fn at(folder: &Path) -> Result<Self, DevError> {
        let what = format!("cannot make {}", folder.display());
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).doing(&what)?;
        Ok(Self { folder: folder.canonicalize().doing(&what)? })
    }

    /// The absolute path of a file in the folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The text of a file, where it exists.
    pub(crate) fn read(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.path(name)).ok()
    }

    /// Writes a file that only its owner may read.
    pub(crate) fn write(&self, name: &str, text: &str) -> Result<(), DevError> {
        let path = self.path(name);
        let what = format!("cannot write {}", path.display());
        // Written beside and renamed, so that nobody reads half a key; each process beside its own.
        let fresh = self.path(&format!("{name}.{}.new", std::process::id()));
        let _ = fs::remove_file(&fresh);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh).doing(&what)?;
        file.write_all(text.as_bytes()).doing(&what)?;
        fs::rename(&fresh, &path).doing(&what)
    }

    /// Waits until no other process makes files here, and keeps others waiting for as long as the answer lives: two that
    /// start at once must agree on the keys.
    pub(crate) fn lock(&self) -> Result<File, DevError> {
        let path = self.path(LOCK);
        let what = format!("cannot lock {}", path.display());
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path).doing(&what)?;
        file.lock().doing(&what)?;
        Ok(file)
    }

    /// The text of a file, made by `make` where it does not exist yet.
    pub(crate) fn kept(&self, name: &str, make: impl FnOnce() -> Result<String, DevError>) -> Result<String, DevError> {
        let _alone = self.lock()?;
        if let Some(text) = self.read(name) {
            return Ok(text);
        }
        let text = make()?;
        self.write(name, &text)?;
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn what_is_kept_is_private_and_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(&folder.path().join("shop")).unwrap();
        assert_eq!(state.kept("key", || Ok("first".to_owned())).unwrap(), "first");
        assert_eq!(state.kept("key", || Ok("second".to_owned())).unwrap(), "first");
        let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(state.path("key")), mode(state.path("."))), (0o600, 0o700));
    }
}
