//! Compiles `specs/orders.yaml` into this product.

fn main() {
    gateway_gen::Build::new("../../../shared/data/specs/museum/openapi.yaml").overlay("overlay.yaml").emit();
}
