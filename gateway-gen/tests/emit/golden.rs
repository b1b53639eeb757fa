//! The emitted files of two products made by hand, byte for byte. `BLESS=1` rewrites them; the diff is then reviewed.
//! `gateway-tests` compiles the same files against the runtime.

use std::fs;
use std::path::Path;

use gateway_gen::emit;
use gateway_gen::model::Product;

use crate::products;

fn check(case: &str, product: &Product) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(case);
    let bless = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    fs::create_dir_all(&folder).unwrap();
    for file in emit::files(product, &products::place).unwrap() {
        let path = folder.join(file.name);
        if bless {
            fs::write(&path, &file.text).unwrap();
        }
        let golden = fs::read_to_string(&path).unwrap_or_default();
        assert!(golden == file.text, "{case}/{} differs from the golden file; BLESS=1 rewrites it", file.name);
    }
}

#[test]
fn orders() {
    check("orders", &products::orders());
}

#[test]
fn hostile() {
    check("hostile", &products::strange(products::HOSTILE));
}
