//! `keys`: issues, lists and revokes the API keys of a store. A running gateway takes a changed store within a second.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use aws_lc_rs::rand;
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::console::{complain, say};
use super::{USAGE, settings, text};
use crate::clock::Clock;
use crate::config::{Store, duration};
use crate::contract::{ApiKeyFacts, ProductFacts, SchemeKind};
use crate::verifier::{KeyEntry, KeyStore, hexadecimal, stored_hash};

/// So many random bytes are a secret.
const SECRET_BYTES: usize = 24;
/// So many are an id.
const ID_BYTES: usize = 5;

pub(super) fn command() -> Command {
    let option = |name: &'static str, value: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    let store = || option("store", "NAME", "The key store; needed where the product has several");
    Command::new("keys")
        .about("Issues, lists and revokes API keys")
        .subcommand_required(true)
        .subcommand(
            Command::new("new")
                .about("Makes a key, stores its hash and prints the key, which nobody can read again")
                .arg(store())
                .arg(option("owner", "CLIENT", "The client that it identifies").required(true))
                .arg(option("scope", "SCOPE", "What it may do; may be repeated").action(ArgAction::Append))
                .arg(option("plan", "PLAN", "What its owner pays for"))
                .arg(option("expires", "DURATION", "How long it is good: 24h, 2160h; for ever when absent")),
        )
        .subcommand(
            Command::new("hash")
                .about("Reads a key from standard input and prints the hash a store would hold")
                .arg(store()),
        )
        .subcommand(Command::new("list").about("Lists the keys of a store, of which no hash is shown").arg(store()))
        .subcommand(
            Command::new("revoke")
                .about("Refuses a key from now on; the entry stays, so that its id is not given out again")
                .arg(store())
                .arg(Arg::new("id").value_name("ID").required(true).help("The public id of the key")),
        )
}

pub(super) fn run(facts: &'static ProductFacts, config: Option<&Path>, matches: &ArgMatches) -> ExitCode {
    let Some((name, matches)) = matches.subcommand() else { return ExitCode::from(USAGE) };
    let settings = match settings(facts, config) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    let done = chosen(&settings.stores, matches).and_then(|(store_name, store)| match name {
        "new" => new(facts, store_name, store, matches).map(say),
        "hash" => hash(store),
        "list" => list(store),
        _ => revoke(store, text(matches, "id")),
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            complain(why);
            ExitCode::from(USAGE)
        }
    }
}

type Stores = std::collections::BTreeMap<&'static str, Store>;

/// The store that is named, or the only one.
fn chosen<'s>(stores: &'s Stores, matches: &ArgMatches) -> Result<(&'static str, &'s Store), String> {
    let names = || stores.keys().copied().collect::<Vec<_>>().join(", ");
    let found = match matches.get_one::<String>("store") {
        Some(name) => stores.iter().find(|(known, _)| *known == name),
        None => stores.iter().next().filter(|_| stores.len() == 1),
    };
    found.map(|(name, store)| (*name, store)).ok_or_else(|| match stores.len() {
        0 => "this product has no API keys".to_owned(),
        _ => format!("name a store with --store: {}", names()),
    })
}

/// Stores a new key and gives it.
fn new(facts: &ProductFacts, name: &str, store: &Store, matches: &ArgMatches) -> Result<String, String> {
    let prefix = facts.schemes.iter().find_map(|scheme| match scheme.kind {
        SchemeKind::ApiKey(ApiKeyFacts { store, prefix, .. }) if store == name => Some(prefix),
        _ => None,
    });
    let not_after = match matches.get_one::<String>("expires") {
        None => None,
        Some(text) => {
            let time = duration(text).ok_or_else(|| format!("`{text}` is no duration such as 24h"))?;
            Some(now().saturating_add(time.as_secs()))
        }
    };
    let id = random::<ID_BYTES>()?;
    let key = format!("{}{id}_{}", prefix.unwrap_or_default(), random::<SECRET_BYTES>()?);
    let entry = KeyEntry {
        id: id.into(),
        hash: stored_hash(&store.pepper, &key).into(),
        owner: text(matches, "owner").into(),
        scopes: matches.get_many::<String>("scope").into_iter().flatten().map(|scope| scope.as_str().into()).collect(),
        plan: matches.get_one::<String>("plan").map(|plan| plan.as_str().into()),
        not_after,
        revoked: None,
    };
    let _alone = lock(store)?;
    let mut entries = entries(store)?;
    entries.push(entry);
    write(store, &entries)?;
    Ok(key)
}

fn hash(store: &Store) -> Result<(), String> {
    let mut key = String::new();
    std::io::stdin().read_line(&mut key).map_err(|why| format!("standard input: {why}"))?;
    let key = key.trim_end();
    if key.is_empty() {
        return Err("standard input holds no key".to_owned());
    }
    say(stored_hash(&store.pepper, key));
    Ok(())
}

fn list(store: &Store) -> Result<(), String> {
    let now = now();
    for entry in entries(store)? {
        let state = match (entry.revoked, entry.not_after) {
            (Some(_), _) => "revoked".to_owned(),
            (None, Some(end)) if end <= now => "expired".to_owned(),
            (None, Some(end)) => format!("{}h left", (end - now) / 3_600),
            (None, None) => "good".to_owned(),
        };
        let plan = entry.plan.map(|plan| format!("  plan {plan}")).unwrap_or_default();
        let scopes = if entry.scopes.is_empty() { String::new() } else { format!("  {}", entry.scopes.join(" ")) };
        say(format_args!("{}  {state}  {}{plan}{scopes}", entry.id, entry.owner));
    }
    Ok(())
}

fn revoke(store: &Store, id: &str) -> Result<(), String> {
    let _alone = lock(store)?;
    let mut entries = entries(store)?;
    let entry = entries.iter_mut().find(|entry| &*entry.id == id);
    let entry = entry.ok_or_else(|| format!("{} has no key `{id}`", store.path.display()))?;
    entry.revoked.get_or_insert_with(now);
    write(store, &entries)
}

fn entries(store: &Store) -> Result<Vec<KeyEntry>, String> {
    let json = std::fs::read(&store.path).map_err(|why| format!("{}: {why}", store.path.display()))?;
    KeyEntry::list(&json).map_err(|why| format!("{}: {why}", store.path.display()))
}

/// Lets one command at a time change a store, as long as the lock is held. It is on the folder, since the file is replaced.
fn lock(store: &Store) -> Result<File, String> {
    let locked = File::open(folder(store)).and_then(|folder| folder.lock().map(|()| folder));
    locked.map_err(|why| format!("{}: {why}", folder(store).display()))
}

fn folder(store: &Store) -> &Path {
    store.path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// Replaces the file whole, so that a gateway reads the old list or the new one.
fn write(store: &Store, entries: &[KeyEntry]) -> Result<(), String> {
    let path: &PathBuf = &store.path;
    let failed = |why: &dyn core::fmt::Display| format!("{}: {why}", path.display());
    let mut json = serde_json::to_vec_pretty(entries).map_err(|why| failed(&why))?;
    json.push(b'\n');
    KeyStore::parse(&json, &store.pepper).map_err(|why| failed(&why))?;
    let mut file = tempfile::NamedTempFile::new_in(folder(store)).map_err(|why| failed(&why))?;
    file.write_all(&json).and_then(|()| file.as_file().sync_all()).map_err(|why| failed(&why))?;
    let permissions = std::fs::metadata(path).map_err(|why| failed(&why))?.permissions();
    file.as_file().set_permissions(permissions).map_err(|why| failed(&why))?;
    file.persist(path).map_err(|why| failed(&why))?;
    Ok(())
}

/// So many random bytes, in hexadecimal.
fn random<const N: usize>() -> Result<String, String> {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).map_err(|_| "the machine has no randomness".to_owned())?;
    Ok(hexadecimal(&bytes))
}

fn now() -> u64 {
    Clock::machine().wall().seconds()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::example::FACTS;
    use std::sync::Arc;

    const PEPPER: &[u8] = b"0123456789abcdef";

    fn store(path: &Path) -> Store {
        std::fs::write(path, "[]").unwrap();
        Store { path: path.into(), pepper: PEPPER.into(), keys: Arc::new(KeyStore::parse(b"[]", PEPPER).unwrap()) }
    }

    fn issue(store: &Store, further: &[&str]) -> Result<String, String> {
        let arguments = ["keys", "new", "--owner", "acme"].into_iter().chain(further.iter().copied());
        let matches = command().try_get_matches_from(arguments).unwrap();
        new(&FACTS, "keys", store, matches.subcommand().unwrap().1)
    }

    #[test]
    fn a_key_is_issued_and_revoked_and_never_stored() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("keys.json"));
        let key = issue(&store, &["--scope", "a", "--scope", "b", "--plan", "gold", "--expires", "1h"]).unwrap();
        let other = issue(&store, &[]).unwrap();
        assert_ne!(key, other);
        let text = std::fs::read_to_string(&store.path).unwrap();
        assert!(!text.contains(&key) && text.contains(&stored_hash(PEPPER, &key)));
        let entries = entries(&store).unwrap();
        assert_eq!(entries[0].scopes, ["a".into(), "b".into()]);
        assert_eq!(entries[0].plan.as_deref(), Some("gold"));
        assert!(entries[0].not_after.is_some_and(|end| end > now() + 3_500) && entries[1].not_after.is_none());
        assert!(key.contains(&*entries[0].id));
        revoke(&store, &entries[0].id).unwrap();
        let revoked = super::entries(&store).unwrap();
        assert!(revoked[0].revoked.is_some_and(|then| then <= now()) && revoked[1].revoked.is_none());
        assert!(revoke(&store, "none").is_err());
        assert!(issue(&store, &["--expires", "soon"]).is_err());
        assert_eq!(super::entries(&store).unwrap(), revoked, "what fails changes nothing");
    }

    #[test]
    fn keys_issued_at_once_are_all_there() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("keys.json"));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| issue(&store, &["--expires", "18446744073709551615s"]).unwrap());
            }
        });
        assert_eq!(entries(&store).unwrap().len(), 8);
    }

    #[test]
    fn the_store_is_named_or_the_only_one() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder.path().join("keys.json"));
        let matches = |arguments: &[&str]| command().try_get_matches_from(arguments).unwrap();
        let chosen_of = |stores: &Stores, arguments: &[&str]| {
            chosen(stores, matches(arguments).subcommand().unwrap().1).map(|(name, _)| name)
        };
        let one: Stores = [("keys", store.clone())].into();
        let two: Stores = [("keys", store.clone()), ("others", store)].into();
        assert_eq!(chosen_of(&one, &["keys", "list"]), Ok("keys"));
        assert_eq!(chosen_of(&two, &["keys", "list", "--store", "others"]), Ok("others"));
        assert_eq!(chosen_of(&two, &["keys", "list"]), Err("name a store with --store: keys, others".to_owned()));
        assert!(chosen_of(&one, &["keys", "list", "--store", "none"]).is_err());
        assert!(chosen_of(&Stores::new(), &["keys", "list"]).is_err());
    }
}
