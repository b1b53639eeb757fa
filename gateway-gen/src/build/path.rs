//! Paths as people read them: from the root of the workspace, the same on every machine.

use std::path::{Component, Path};

/// `../../specs/orders.yaml` is `specs/orders.yaml`; of an absolute path only the file's name remains.
pub(super) fn in_workspace(path: &Path) -> String {
    if path.is_absolute() {
        return path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    joined(path.components().skip_while(|part| matches!(part, Component::ParentDir | Component::CurDir)))
}

/// A file of the package, seen from where `document` leads: `generated/orders/gateway.lock`.
pub(super) fn from_root(package: &Path, document: &Path, file: &Path) -> String {
    let up = document.components().take_while(|part| *part == Component::ParentDir).count();
    let mut parents: Vec<_> = package.components().rev().take(up).collect();
    parents.reverse();
    joined(parents.into_iter().chain(file.components()))
}

fn joined<'p>(components: impl Iterator<Item = Component<'p>>) -> String {
    components.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_names_a_machine() {
        assert_eq!(in_workspace(Path::new("../../specs/orders.yaml")), "specs/orders.yaml");
        assert_eq!(in_workspace(Path::new("./api/../api.yaml")), "api/../api.yaml");
        assert_eq!(in_workspace(Path::new("/home/somebody/api.yaml")), "api.yaml");
        let root =
            |document| from_root(Path::new("/w/generated/orders"), Path::new(document), Path::new("gateway.lock"));
        assert_eq!(root("../../specs/orders.yaml"), "generated/orders/gateway.lock");
        assert_eq!(root("api.yaml"), "gateway.lock");
    }
}
