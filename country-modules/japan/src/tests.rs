use crate::NATIVE_FUNCTIONS;

#[test]
fn every_example_and_scenario_holds_with_the_library_at_hand() {
    guidance_country_module::test_kit::check(
        env!("CARGO_MANIFEST_DIR"),
        &[("asia", "../shared/asia")],
        NATIVE_FUNCTIONS,
    );
}
