//! The gateway under test, on one worker, with a fresh RS256 key: prints its address and a good token.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use gateway_bench::Bench;
use gateway_bench::hooks::Dispatcher;
use gateway_runtime::clock::Clock;
use gateway_runtime::config::{Environment, Settings};
use gateway_runtime::contract::Product;
use gateway_runtime::gateway::Gateway;
use gateway_runtime::telemetry::{Sink, Telemetry};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::json;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type AnyError = Box<dyn core::error::Error + Send + Sync>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (upstream, tls) = match arguments.as_slice() {
        [upstream] => (upstream, false),
        [upstream, tls] if tls == "tls" => (upstream, true),
        _ => {
            eprintln!("usage: bench-gateway UPSTREAM_ADDRESS [tls]");
            return ExitCode::from(2);
        }
    };
    match serve(upstream, tls) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench-gateway: {error}");
            ExitCode::from(2)
        }
    }
}

fn serve(upstream: &str, tls: bool) -> Result<(), AnyError> {
    gateway_runtime::install_crypto();
    let folder = std::env::temp_dir().join(format!("gateway-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let token = issue(&folder)?;
    let transport = if tls { certificate(&folder)? } else { "plaintext = true\n".to_owned() };
    let text = format!(
        "[listen]\ndata = \"127.0.0.1:0\"\nhealth = \"127.0.0.1:0\"\nhosts = [\"bench.example\"]\nworkers = 1\n{transport}\
         [bounds]\nheadTimeout = \"60s\"\nbodyTimeout = \"60s\"\n\
         [upstreams.orders]\nurls = [\"http://{upstream}\"]\n\
         [auth.oauth]\njwks = {{ file = \"{}\" }}\n",
        folder.join("jwks.json").display()
    );
    let settings = Settings::read(Bench::FACTS, "bench", &text, &Environment::of(&[]))
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    let clock = Clock::machine();
    let telemetry = Telemetry::new(Bench::FACTS, clock.clone(), Sink::stdout());
    let running = Gateway::start(Bench::FACTS, settings, Arc::new(Dispatcher(())), clock, telemetry)?;
    std::fs::remove_dir_all(&folder)?;
    eprintln!("{} {token}", running.data);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(running.run_until_signal())?;
    Ok(())
}

/// Makes a certificate, and says where it is.
fn certificate(folder: &Path) -> Result<String, AnyError> {
    let made = rcgen::generate_simple_self_signed(["bench.example".to_owned()])?;
    std::fs::write(folder.join("tls.crt"), made.cert.pem())?;
    std::fs::write(folder.join("tls.key"), made.signing_key.serialize_pem())?;
    let here = folder.display();
    Ok(format!("[tls]\ncert = \"{here}/tls.crt\"\nkey = {{ file = \"{here}/tls.key\" }}\n"))
}

/// Makes a key, writes its public half, and signs a token that is good for an hour.
fn issue(folder: &Path) -> Result<String, AnyError> {
    let pair = KeyPair::generate(KeySize::Rsa2048)?;
    let public = PublicKeyComponents::<Vec<u8>>::from(pair.public_key());
    let keys = json!({ "keys": [{
        "kty": "RSA", "use": "sig", "alg": "RS256", "kid": "bench",
        "n": URL_SAFE_NO_PAD.encode(public.n), "e": URL_SAFE_NO_PAD.encode(public.e),
    }] });
    std::fs::write(folder.join("jwks.json"), keys.to_string())?;
    let der = AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'static>>::as_der(&pair)?;
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der.as_ref()));
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let claims = json!({
        "iss": "https://id.example.com", "aud": "https://bench.example", "sub": "shop", "client_id": "shop",
        "scope": "orders:read orders:write", "iat": now, "exp": now + 3600, "jti": "8d116ece-1738-47d9-bd9c-1f6b6c1e9a01",
    });
    let mut header = Header::new(Algorithm::RS256);
    header.typ = Some("at+jwt".to_owned());
    header.kid = Some("bench".to_owned());
    Ok(jsonwebtoken::encode(&header, &claims, &EncodingKey::from_rsa_pem(pem.as_bytes())?)?)
}
