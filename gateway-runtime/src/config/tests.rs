//! Whole configurations, good and bad.

use super::example::{FACTS, nothing};
use super::*;
use crate::clock::Clock;
use crate::snapshot::Snapshot;

/// A configuration of the example that is valid, with its files in a folder of its own.
struct Complete {
    folder: tempfile::TempDir,
}

impl Complete {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("keys.json"), "[]").unwrap();
        Self { folder }
    }

    fn text(&self, more: &str) -> String {
        let folder = self.folder.path().display();
        format!(
            "listen = {{ plaintext = true, hosts = [\"API.example.com\"], workers = 1 }}\n\
             upstreams.orders.urls = [\"http://127.0.0.1:8080\"]\n\
             auth.oauth.jwks = {{ url = \"https://id.example.com/jwks\" }}\n\
             stores.keys = {{ file = \"{folder}/keys.json\", pepper = {{ env = \"PEPPER\" }} }}\n\
             {more}\n"
        )
    }

    fn read(&self, more: &str, variables: &[(&str, &str)]) -> Result<Settings, Vec<String>> {
        let pepper = ("PEPPER", "0123456789abcdef0123456789abcdef");
        let environment = Environment::of(&[variables, &[pepper]].concat());
        Settings::read(&FACTS, "gateway.toml", &self.text(more), &environment)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect())
    }
}

fn errors(text: &str, variables: &[(&str, &str)]) -> String {
    let errors = Settings::read(&FACTS, "gateway.toml", text, &Environment::of(variables)).unwrap_err();
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_complete_configuration_is_typed_and_builds_a_snapshot() {
    let settings = Complete::new().read("", &[]).unwrap();
    assert_eq!(settings.listen.data.port(), 8443);
    assert_eq!(&*settings.listen.hosts, [Box::from("api.example.com")]);
    assert!(settings.tls.is_none());
    assert!(settings.tightened(&FACTS).is_empty());
    let keys = Snapshot::key_sources(&FACTS);
    let snapshot = Snapshot::build(&FACTS, &settings, nothing(), &Clock::machine(), &keys).unwrap();
    assert_eq!((snapshot.verifiers.len(), snapshot.upstreams.len()), (2, 1));
    assert_eq!(snapshot.operations[0].max_body_bytes, 16_384);
    assert_eq!(snapshot.operations[1].max_body_bytes, 0);
}

#[test]
fn one_counter_per_limit_and_scope() {
    let settings = Complete::new().read("", &[]).unwrap();
    let keys = Snapshot::key_sources(&FACTS);
    let snapshot = Snapshot::build(&FACTS, &settings, nothing(), &Clock::machine(), &keys).unwrap();
    let [create, status] = &*snapshot.operations else { panic!("two operations") };
    assert!(Arc::ptr_eq(&create.limiters[0], &status.limiters[0]), "per-client counts per product");
    assert_eq!(create.limiters[1].limit().name, "create-burst");
    assert_eq!((create.limiters.len(), status.limiters.len(), snapshot.address_limiters.len()), (2, 1, 1));
}

#[test]
fn everything_absent_is_told_at_once() {
    assert_eq!(
        errors("", &[]),
        "\
error: no public host name is configured and the document names none
  --> gateway.toml
  = help: add hosts = [\"api.example.com\"] to [listen]: requests for any other authority get 421
error: no address of upstream `orders` (specs/shop.yaml:5:5)
  --> gateway.toml
  = help: add [upstreams.orders] with urls = [\"https://...\"]
error: no keys for bearer scheme `oauth` (specs/shop.yaml:70:5)
  --> gateway.toml
  = help: add [auth.oauth] with jwks = { url = \"https://...\" }, { discovery = \"https://...\" } or { file = \"...\" }
error: no key store `keys` for scheme `partnerKey` (specs/shop.yaml:80:5)
  --> gateway.toml
  = help: add [stores.keys] with file = \"keys.json\" and pepper = { file = \"pepper\" }"
    );
}

#[test]
fn faults_have_places_and_remedies() {
    let text = "\
[listen]
dta = \"0.0.0.0:1\"
hosts = [\"https://example.com\"]
trustedHops = \"two\"
plaintext = true
[upstream.orders]
urls = []
[upstreams.orders]
urls = [\"http://a\", \"http://b\"]
[auth]
oauth.jwks = { url = \"http://id.example.com/jwks\" }
[stores.keys]
file = \"/nonexistent/keys.json\"
pepper = \"hunter2\"
[operations.creatOrder]
disabled = true
[bounds]
drain = \"2 weeks\"
";
    assert_eq!(
        errors(text, &[]),
        "\
error: unknown key `dta` in [listen]
  --> gateway.toml:2:1
  = help: did you mean `data`?
error: unknown operation `creatOrder` in [operations]
  --> gateway.toml:15:13
  = help: did you mean `createOrder`?
error: unknown key `upstream`
  --> gateway.toml:6:2
  = help: did you mean `upstreams`?
error: expected a whole number from 0 to 16
  --> gateway.toml:4:15
error: `https://example.com` is not a host name with an optional port
  --> gateway.toml:3:10
  = help: write it as clients send it in Host: \"api.example.com\" or \"localhost:8443\"
error: expected a duration such as \"30s\", from 0 ms to 3600 s
  --> gateway.toml:18:9
error: upstream `orders` takes exactly one address
  --> gateway.toml:9:8
  = help: put a load balancer in front of several addresses
error: `http://id.example.com/jwks` cannot be trusted with keys
  --> gateway.toml:11:22
  = help: use https:// (plain http:// only for 127.0.0.1, [::1] or localhost)
error: a secret must not stand in the configuration
  --> gateway.toml:14:10
  = help: write { file = \"/run/secrets/name\" } or { env = \"NAME\" }
error: cannot read /nonexistent/keys.json: No such file or directory (os error 2)
  --> gateway.toml:13:8"
    );
}

#[test]
fn text_that_is_not_toml_is_told_with_its_place() {
    let told = errors("[listen]\ndata = \n", &[]);
    assert!(told.starts_with("error: not TOML: ") && told.contains("--> gateway.toml:2:"), "{told}");
}

#[test]
fn a_section_that_is_no_table_is_refused() {
    let told = errors("listen = 5\n", &[]);
    assert!(told.contains("error: `listen` is a table\n  --> gateway.toml:1:10"), "{told}");
}

#[test]
fn tls_is_required_unless_plaintext_is_asked_for() {
    let told = errors("[listen]\nhosts = [\"a\"]\n", &[]);
    assert!(told.contains("error: no certificate is configured"), "{told}");
    let told = errors("[listen]\nhosts = [\"a\"]\n[tls]\ncert = \"Cargo.toml\"\nkey = \"-----BEGIN\"\n", &[]);
    assert!(told.contains("error: Cargo.toml holds no PEM certificate\n  --> gateway.toml:4:8"), "{told}");
    assert!(told.contains("error: a secret must not stand in the configuration\n  --> gateway.toml:5:7"), "{told}");
}

#[test]
fn the_environment_overrides_the_file() {
    let settings = Complete::new().read(
        "",
        &[
            ("GATEWAY__LISTEN__TRUSTED_HOPS", "1"),
            ("GATEWAY__LISTEN__DATA", "127.0.0.1:0"),
            ("GATEWAY__LISTEN__HOSTS", "[\"localhost:8443\"]"),
            ("GATEWAY__OPERATIONS__CREATE_ORDER__LIMITS__CREATE_BURST__RATE", "5/s"),
            ("GATEWAY_CONFIG", "elsewhere"),
        ],
    );
    let settings = settings.unwrap();
    assert_eq!(settings.listen.trusted_hops, 1);
    assert_eq!(settings.listen.data, "127.0.0.1:0".parse().unwrap());
    assert_eq!(&*settings.listen.hosts, [Box::from("localhost:8443")]);
    assert_eq!(
        settings.tightened(&FACTS),
        ["createOrder: limit create-burst is 300 per minute, burst 3, instead of 600, burst 3"]
    );
}

#[test]
fn an_unknown_variable_is_an_error_like_an_unknown_key() {
    let told = Complete::new().read("", &[("GATEWAY__LISTEN__PLAINTXT", "true")]).unwrap_err();
    assert_eq!(
        told,
        [
            "error: unknown key `plaintxt` in [listen]\n  --> environment variable GATEWAY__LISTEN__PLAINTXT\n  = help: did you mean `plaintext`?"
        ]
    );
}

#[test]
fn a_secret_comes_from_its_variable_and_never_shows() {
    let complete = Complete::new();
    let text = complete.text("").replace("PEPPER", "NOT_SET");
    let told = errors(&text, &[]);
    assert_eq!(
        told,
        "error: the environment variable NOT_SET is not set\n  --> gateway.toml:4:".to_owned()
            + told.rsplit_once("gateway.toml:4:").unwrap().1
    );
    let shown = format!("{:?}", complete.read("", &[]).unwrap());
    assert!(!shown.contains("0123456789abcdef"), "{shown}");
}

#[test]
fn tightening_is_accepted_and_told() {
    let accepted = [
        ("operations.createOrder.disabled = true", "createOrder: switched off"),
        ("operations.createOrder.scopes = [\"a\", \"b\"]", "createOrder: asks for a b on top"),
        (
            "operations.createOrder.maxBodyBytes = \"1KiB\"",
            "createOrder: takes bodies up to 1024 bytes instead of 16384",
        ),
        (
            "operations.createOrder.limits.create-burst = { rate = \"5/s\", burst = 1 }",
            "createOrder: limit create-burst is 300 per minute, burst 1, instead of 600, burst 3",
        ),
        ("limits.per-address.rate = \"19/s\"", "limit per-address is 19 per second, burst 40, instead of 20, burst 40"),
    ];
    for (more, sentence) in accepted {
        let settings = Complete::new().read(more, &[]).unwrap();
        assert_eq!(settings.tightened(&FACTS), [sentence], "{more}");
    }
}

#[test]
fn a_lower_limit_reaches_every_operation_it_is_on() {
    let settings = Complete::new().read("limits.per-client = { burst = 7 }", &[]).unwrap();
    assert_eq!(
        settings.tightened(&FACTS),
        [
            "createOrder: limit per-client is 50 per second, burst 7, instead of 50, burst 100",
            "status: limit per-client is 50 per second, burst 7, instead of 50, burst 100",
        ]
    );
}

#[test]
fn loosening_is_refused() {
    let refused = [
        ("operations.createOrder.maxBodyBytes = 16385", "16385 bytes are more than the 16384 the document allows"),
        ("operations.status.maxBodyBytes = 1", "`status` takes no body"),
        ("operations.status.scopes = [\"a\"]", "`status` is public, so nobody can be asked for a scope"),
        ("operations.createOrder.scopes = [\"a b\"]", "`a b` is not a scope"),
        (
            "operations.createOrder.limits.create-burst.rate = \"11/s\"",
            "the rate is higher than the document's 600 per minute (specs/shop.yaml:50:9)",
        ),
        ("operations.createOrder.limits.create-burst.burst = 4", "the burst is larger than the document's 3"),
        (
            "operations.createOrder.limits.create-burst.rate = \"10/day\"",
            "the rate is less than one request per minute",
        ),
        (
            "operations.createOrder.limits.per-client.rate = \"1/s\"",
            "unknown limit of this operation `per-client` in [operations.createOrder.limits]",
        ),
        ("limits.per-address = {}", "nothing is lowered here"),
        ("limits.per-adress.burst = 1", "unknown limit `per-adress` in [limits]"),
        ("limits.per-client.rate = \"51/s\"", "the rate is higher than the document's 50 per second"),
        ("limits.per-client.burst = 0", "expected a whole number from 1 to 1000000"),
        ("upstreams.other.urls = []", "unknown upstream `other` in [upstreams]"),
        ("auth.partnerKey.refresh = \"10m\"", "unknown bearer scheme `partnerKey` in [auth]"),
    ];
    for (more, message) in refused {
        let errors = Complete::new().read(more, &[]).unwrap_err();
        assert!(errors[0].starts_with(&format!("error: {message}")), "{more}: {errors:?}");
    }
}

#[test]
fn no_text_panics() {
    let complete = Complete::new();
    let valid = complete.text("[operations.createOrder]\nscopes = [\"a\"]\nlimits.create-burst = { rate = \"5/s\" }");
    for cut in 0..valid.len() {
        let _ = Settings::read(&FACTS, "gateway.toml", &valid[..cut], &Environment::default());
    }
    for value in ["5", "-1", "1.5", "[]", "{}", "[[]]", "\"\"", "1979-05-27", "true", "9223372036854775808"] {
        for key in ["listen.data", "tls", "tls.key", "auth.oauth.jwks", "stores.keys", "bounds.drain", "limits"] {
            let _ = Settings::read(&FACTS, "gateway.toml", &format!("{key} = {value}"), &Environment::default());
        }
    }
}
