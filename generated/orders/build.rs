fn main() {
    gateway_gen::Build::new("../../specs/orders.yaml").lock("gateway.lock").emit();
}
