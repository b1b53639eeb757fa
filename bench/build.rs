//! Compiles `bench.yaml`.

fn main() {
    gateway_gen::Build::new("bench.yaml").lock("gateway.lock").emit();
}
