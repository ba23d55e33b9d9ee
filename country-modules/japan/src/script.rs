//! Tells how a text is written. One that is said to be Japanese and holds no kana is usually Chinese.

use guidance_country_module::Value;

use crate::{is_han, is_kana, text};

/// Characters that Chinese texts are full of and Japanese ones do not use: pronouns, particles, common simplified forms.
const ONLY_CHINESE: &str =
    "们這这您你吗嗎呢吧啊很哪还說说对时间开关发务业让给过实请应产经网专东车长门问见书马鸟鱼龙欢买卖质谢";
/// Most Chinese characters of a text without kana that may still be a Japanese heading, as 新製品発表会 is.
const LONGEST_HEADING: usize = 16;

/// What a text is made of.
#[derive(Debug, Default)]
struct Letters {
    kana: usize,
    han: usize,
    only_chinese: usize,
    hangul: usize,
    latin: usize,
}

/// `script(text)`: `japanese`, `chinese`, `korean`, `latin`, `heading` (few Chinese characters, which either language may write),
/// or `none` where there are no such letters.
pub(crate) fn native(arguments: &[Value]) -> Result<Value, String> {
    text(arguments, 0).map(|text| Value::text(Letters::of(text).name()))
}

// === impl Letters ===

impl Letters {
    fn of(text: &str) -> Self {
        let mut letters = Self::default();
        for c in text.chars() {
            match c {
                _ if is_kana(c) => letters.kana += 1,
                _ if is_han(c) => {
                    letters.han += 1;
                    letters.only_chinese += usize::from(ONLY_CHINESE.contains(c));
                }
                '\u{ac00}'..='\u{d7a3}' => letters.hangul += 1,
                _ if c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c) => letters.latin += 1,
                _ => {}
            }
        }
        letters
    }

    /// Names of firms and the の of Chinese shop signs mix scripts, so the kana must outweigh what is Chinese alone.
    fn name(&self) -> &'static str {
        if self.hangul > self.kana + self.han {
            "korean"
        } else if self.kana > self.only_chinese {
            "japanese"
        } else if self.only_chinese > 0 || self.han > LONGEST_HEADING {
            "chinese"
        } else if self.han > 0 {
            "heading"
        } else if self.latin > 0 {
            "latin"
        } else {
            "none"
        }
    }
}

#[cfg(test)]
mod tests;
