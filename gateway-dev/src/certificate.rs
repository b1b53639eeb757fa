//! A development certificate authority and its one certificate, for `localhost`.
//!
//! The authority's key is never written: whoever trusts `ca.pem` trusts one certificate for this machine and nothing
//! that could be signed later.

use core::time::Duration;
use std::time::{SystemTime, UNIX_EPOCH};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, date_time_ymd,
};

use crate::error::{DevError, Doing};
use crate::state::State;

/// The authority's certificate, for clients.
pub(crate) const CA: &str = "ca.pem";
/// The certificate of the gateway.
pub(crate) const CERTIFICATE: &str = "cert.pem";
/// Its key.
pub(crate) const KEY: &str = "key.pem";
const VALID_UNTIL: &str = "cert.valid-until";

const LIFETIME: Duration = Duration::from_hours(90 * 24);
/// A certificate that ends sooner than this is replaced.
const REMAINING: Duration = Duration::from_hours(24);

/// Makes the authority and the certificate, unless valid ones are kept.
pub(crate) fn ensure(state: &State) -> Result<(), DevError> {
    let _alone = state.lock()?;
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let until =
        state.read(VALID_UNTIL).and_then(|text| text.trim().parse().ok()).map_or(Duration::ZERO, Duration::from_secs);
    let all_there = [CA, CERTIFICATE, KEY].iter().all(|name| state.path(name).exists());
    if all_there && until > now + REMAINING {
        return Ok(());
    }
    make(state, now).doing("cannot make the development certificate")??;
    state.write(VALID_UNTIL, &(now + LIFETIME).as_secs().to_string())
}

fn make(state: &State, now: Duration) -> Result<Result<(), DevError>, rcgen::Error> {
    let from = date_time_ymd(1970, 1, 1) + now - Duration::from_hours(1);
    let until = from + LIFETIME + Duration::from_hours(1);

    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "Gateway development CA");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
    (authority.not_before, authority.not_after) = (from, until);
    let authority_key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let ca = authority.self_signed(&authority_key)?;
    let issuer = Issuer::new(authority, authority_key);

    let names = ["localhost", "127.0.0.1", "::1"].map(str::to_owned);
    let mut leaf = CertificateParams::new(names)?;
    leaf.distinguished_name.push(DnType::CommonName, "localhost");
    leaf.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    leaf.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    leaf.use_authority_key_identifier_extension = true;
    (leaf.not_before, leaf.not_after) = (from, until);
    let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256)?;
    let certificate = leaf.signed_by(&key, &issuer)?;

    Ok(state
        .write(CA, &ca.pem())
        .and_then(|()| state.write(CERTIFICATE, &certificate.pem()))
        .and_then(|()| state.write(KEY, &key.serialize_pem())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_valid_certificate_is_kept_and_one_that_ends_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let state = State::at(folder.path()).unwrap();
        ensure(&state).unwrap();
        let first = state.read(CERTIFICATE).unwrap();
        assert!(first.starts_with("-----BEGIN CERTIFICATE-----"));
        ensure(&state).unwrap();
        assert_eq!(state.read(CERTIFICATE).unwrap(), first);
        state.write(VALID_UNTIL, "1700000000").unwrap();
        ensure(&state).unwrap();
        assert_ne!(state.read(CERTIFICATE).unwrap(), first);
    }

    #[test]
    fn those_who_start_at_once_agree() {
        let folder = tempfile::tempdir().unwrap();
        let start = std::sync::Barrier::new(8);
        let ensured = || {
            let state = State::at(folder.path()).unwrap();
            start.wait();
            ensure(&state).unwrap();
            [CA, CERTIFICATE, KEY].map(|name| state.read(name).unwrap())
        };
        let seen: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(ensured)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(seen.iter().all(|one| Some(one) == seen.first()));
    }
}
