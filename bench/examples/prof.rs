use guidance_bench::*;
use guidance_rulebook::Depth;
fn main() {
    let n: usize = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(1000);
    let rulebook = china_rulebook(RULE_SET);
    let plan = plan_of(&plan_json()).unwrap();
    let inquiry = inquiry();
    for _ in 0..3 {
        std::hint::black_box(rulebook.review(&plan, &inquiry, Depth::Attention));
    }
    let mut best = f64::MAX;
    for _ in 0..20 {
        let start = std::time::Instant::now();
        run(&rulebook, &plan, &inquiry, n);
        best = best.min(start.elapsed().as_nanos() as f64 / n as f64);
    }
    println!("best {best:.0} ns a review");
}
#[inline(never)]
fn run(
    rulebook: &guidance_rulebook::Rulebook,
    plan: &guidance_rulebook::Plan,
    inquiry: &guidance_rulebook::Inquiry,
    n: usize,
) {
    for _ in 0..n {
        std::hint::black_box(rulebook.review(std::hint::black_box(plan), inquiry, Depth::Attention));
    }
}
