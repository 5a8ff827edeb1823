//! Builds anew when a migration comes.
fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
