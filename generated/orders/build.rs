//! Compiles `specs/orders.yaml` into this product.

fn main() {
    gateway_gen::Build::new("../../specs/orders.yaml").lock("gateway.lock").emit();
}
