//! throwaway
use guidance_rulebook::*;
use std::path::Path;
fn walk(root:&Path, dir:&Path, prefix:&str, out:&mut Vec<(String,String)>) {
    for e in std::fs::read_dir(dir).unwrap() { let p=e.unwrap().path();
        if p.is_dir() { walk(root,&p,prefix,out) } else if p.extension().is_some_and(|x| x=="yaml") {
            out.push((format!("{prefix}{}", p.strip_prefix(root).unwrap().display()), std::fs::read_to_string(&p).unwrap())); } } }
fn main(){
  for name in std::env::args().skip(1) {
    let d = Path::new("country-modules").join(&name); let mut f=vec![]; walk(&d,&d,"",&mut f);
    if name!="shared/asia" { let b=Path::new("country-modules/shared/asia"); walk(b,b,"bases/asia/",&mut f); }
    let t=std::time::Instant::now();
    match Rulebook::load(&Bundle::from_files(f)) {
      Err(ds)=>{ println!("== {name}: {} faults", ds.len()); for d in ds.iter().take(15) { println!("{d}"); } }
      Ok(r)=>{ let s=r.self_test(); println!("== {name}: {:?} {:?} cases {} skipped {} failures {}", t.elapsed(), r.coverage("2026-11-23".parse().unwrap()), s.cases, s.skipped, s.failures.len()); for x in s.failures {println!("{x}");} }
    } } }
