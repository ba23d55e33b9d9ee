//! Simplified and traditional forms of Chinese characters, as far as they tell the two scripts apart.
//!
//! Two lists that somebody who reads Chinese can check, of the characters that texts for the public are full of. A dictionary of
//! conversions would know more of them, and weighs megabytes that every load of the module would pay for.

use std::sync::LazyLock;

/// Simplified and traditional form of a character, each of which only its own script uses.
const PAIRS: &str = "
    国國 们們 这這 来來 为為 个個 说說 会會 时時 对對 发發 发髮 经經 过過 还還 进進 开開 关關 动動 问問 间間
    门門 长長 见見 现現 学學 业業 产產 务務 员員 实實 应應 点點 样樣 将將 从從 当當 电電 车車 东東 书書 买買
    卖賣 马馬 鸟鳥 鱼魚 龙龍 风風 飞飛 语語 话話 认認 识識 记記 许許 请請 让讓 论論 设設 证證 评評 词詞 译譯
    试試 详詳 课課 谁誰 调調 谈談 谢謝 该該 误誤 诉訴 诚誠 议議 护護 订訂 计計 讯訊 训訓 讨討 红紅 级級 约約
    纪紀 纯純 纸紙 线線 练練 组組 细細 织織 终終 绍紹 给給 绝絕 统統 继繼 绩績 续續 维維 综綜 绿綠 缘緣 编編
    缩縮 网網 罗羅 纳納 纷紛 纽紐 绘繪 结結 贝貝 负負 财財 责責 败敗 货貨 质質 贵貴 费費 资資 赏賞 赛賽 赠贈
    赢贏 购購 贴貼 贸貿 贷貸 贺賀 预預 钟鐘 铁鐵 银銀 钱錢 针針 销銷 锁鎖 错錯 键鍵 镇鎮 镜鏡 钢鋼 铺鋪 链鏈
    题題 顾顧 顶頂 项項 顺順 领領 颜顏 额額 类類 频頻 显顯 饭飯 饮飲 馆館 饰飾 饼餅 养養 驾駕 验驗 骗騙 骑騎
    驻駐 阅閱 阳陽 阴陰 队隊 阶階 际際 陆陸 陈陳 险險 随隨 难難 双雙 杂雜 离離 灵靈 专專 两兩 严嚴 丧喪 临臨
    丽麗 举舉 义義 乌烏 乐樂 习習 乡鄉 亏虧 亚亞 亲親 亿億 仅僅 仓倉 仪儀 众眾 优優 伟偉 传傳 伤傷 伦倫 体體
    侧側 侨僑 债債 储儲 儿兒 兰蘭 兴興 写寫 军軍 农農 冻凍 净淨 凉涼 减減 凤鳳 击擊 刘劉 则則 刚剛 创創 删刪
    别別 剂劑 剑劍 剧劇 劝勸 办辦 励勵 劳勞 势勢 勋勛 区區 医醫 华華 协協 单單 卫衛 却卻 历歷 历曆 压壓 厅廳
    县縣 参參 变變 号號 听聽 启啟 吴吳 响響 哑啞 啸嘯 喷噴 团團 园園 围圍 图圖 圆圓 圣聖 场場 坏壞 块塊 坚堅
    坛壇 垄壟 垫墊 墙牆 壮壯 声聲 处處 备備 头頭 夹夾 夺奪 奋奮 奖獎 妆妝 妇婦 妈媽 娱娛 孙孫 宁寧 宝寶 审審
    宪憲 宽寬 宾賓 导導 寻尋 寿壽 尔爾 尘塵 尝嘗 层層 属屬 岁歲 岛島 岗崗 岭嶺 币幣 师師 帐帳 带帶 帮幫 庄莊
    庆慶 库庫 庙廟 废廢 异異 弃棄 张張 弹彈 强強 归歸 录錄 彻徹 忆憶 忧憂 怀懷 态態 总總 恋戀 恶惡 恼惱 惊驚
    惯慣 愤憤 懒懶 戏戲 战戰 户戶 扑撲 执執 扩擴 扫掃 扬揚 抚撫 抢搶 报報 担擔 拟擬 拥擁 拦攔 择擇 挤擠 挥揮
    损損 换換 掳擄 摄攝 摆擺 摇搖 摊攤 敌敵 数數 断斷 无無 旧舊 晋晉 晒曬 晓曉 晕暈 暂暫 术術 杀殺 权權 条條
    杨楊 构構 枪槍 枫楓 标標 栋棟 栏欄 树樹 档檔 桥橋 梦夢 检檢 楼樓 横橫 欢歡 欧歐 残殘 毁毀 毕畢 气氣 汇匯
    汇彙 汉漢 汤湯 沟溝 没沒 泪淚 泽澤 洁潔 浅淺 测測 济濟 浓濃 涛濤 润潤 涨漲 渐漸 温溫 湾灣 湿濕 满滿 滚滾
    滞滯 灭滅 灯燈 灾災 炉爐 炼煉 烂爛 烟煙 烦煩 烧燒 热熱 爱愛 爷爺 牵牽 牺犧 状狀 独獨 狭狹 狮獅 猎獵 献獻
    玛瑪 环環 琼瓊 疗療 疯瘋 痒癢 盐鹽 监監 盖蓋 盘盤 码碼 础礎 碍礙 礼禮 祸禍 积積 称稱 税稅 稳穩 穷窮 窃竊
    窝窩 竞競 笔筆 笼籠 签簽 简簡 篮籃 粮糧 紧緊 羡羨 职職 联聯 聪聰 肃肅 肤膚 肿腫 胀脹 胶膠 脏髒 脑腦 脚腳
    脱脫 脸臉 艺藝 节節 芦蘆 苏蘇 茧繭 药藥 莱萊 获獲 获穫 营營 萧蕭 萨薩 蓝藍 虑慮 虚虛 虽雖 虾蝦 蚀蝕 蚁蟻
    蛮蠻 补補 装裝 规規 视視 览覽 觉覺 观觀 触觸 誉譽 讲講 访訪 诊診 诗詩 诱誘 谨謹 谱譜 贡貢 贤賢 账賬 赌賭
    赖賴 赚賺 赞讚 赞贊 赵趙 趋趨 跃躍 践踐 踪蹤 轨軌 转轉 轮輪 软軟 轻輕 载載 较較 辅輔 辆輛 辈輩 辉輝 输輸
    辖轄 边邊 达達 迁遷 迈邁 运運 违違 连連 迟遲 选選 递遞 逻邏 遗遺 邓鄧 邮郵 邻鄰 郑鄭 酱醬 释釋 闪閃 闭閉
    闲閒 闹鬧 闻聞 阁閣 阔闊 韩韓 页頁 顿頓 颁頒 颗顆 饥飢 饱飽 饿餓 驱驅 骂罵 骄驕 鲁魯 鲜鮮 鸡雞 鸣鳴 鸭鴨
    鹅鵝 麦麥 黄黃 齐齊 齿齒 龄齡 龟龜 与與 机機 丝絲 丢丟 乔喬 亩畝 伪偽 侠俠 凭憑 刹剎 匀勻 厉厲 厌厭 厕廁
    厦廈 咏詠 喽嘍 尽盡 尽儘 岂豈 巩鞏 峡峽 庐廬 弥彌 弯彎 径徑 忏懺 怜憐 恳懇 悬懸 惧懼 惩懲 拣揀 拢攏 挠撓
    挡擋 挣掙 捞撈 搀攙 携攜 撑撐 敛斂 斩斬 旷曠 昼晝 枣棗 栖棲 桨槳 桩樁 榄欖 毙斃 沧滄 沪滬 泻瀉 泼潑 浆漿
    浇澆 浊濁 浑渾 渊淵 渔漁 溃潰 滤濾 滥濫 滨濱 滩灘 潜潛 澜瀾 灿燦 炖燉 烛燭 焕煥 犹猶 狱獄 猪豬 猫貓 玺璽
    琐瑣 瑶瑤 瓯甌 畅暢 疟瘧 疮瘡 痪瘓 瘾癮 皱皺 盏盞 盗盜 矫矯 矿礦 砖磚 硕碩 禅禪 秽穢 窍竅 竖豎 筹籌 筛篩
    箩籮 粪糞 纠糾 纤纖 纲綱 纵縱 纹紋 纺紡 绅紳 绑綁 绒絨 绕繞 络絡 绢絹 绣繡 绵綿 绸綢 绪緒 绽綻 缆纜 缓緩
    缔締 缝縫 缠纏 缤繽 缴繳 罚罰 罢罷 耸聳 聋聾 肠腸 肾腎 胆膽 脉脈 脍膾 腻膩 舰艦 舱艙 艰艱 艳艷 芜蕪 苍蒼
    荆荊 荡蕩 荣榮 荤葷 莲蓮 葱蔥 蒋蔣 蔼藹 虏虜 蚂螞 蚕蠶 蝇蠅 衅釁 衔銜 衬襯 袄襖 袭襲 裤褲 讥譏 讳諱 讶訝
    讽諷 诀訣 诈詐 诞誕 询詢 诡詭 诸諸 诺諾 谋謀 谎謊 谐諧 谓謂 谜謎 谣謠 谦謙 谬謬 贞貞 贩販 贪貪 贫貧 贬貶
    贯貫 贰貳 贿賄 赂賂 赃贓 赋賦 赔賠 赶趕 跷蹺 踊踴 轩軒 轰轟 轴軸 轿轎 辑輯 辞辭 辩辯 辽遼 迹跡 逊遜 酝醞
    酿釀 钉釘 钓釣 钙鈣 钞鈔 钥鑰 钻鑽 铃鈴 铅鉛 铜銅 铝鋁 铭銘 铲鏟 锅鍋 锈鏽 锋鋒 锐銳 锦錦 锻鍛 镀鍍 闯闖
    闷悶 闸閘 闽閩 阀閥 阐闡 阵陣 陕陝 陨隕 隐隱 雾霧 霉黴 静靜 韧韌 韵韻 顽頑 颂頌 颇頗 颈頸 颖穎 颠顛 颤顫
    飘飄 馈饋 馋饞 馒饅 驰馳 驳駁 驶駛 骆駱 骏駿 骤驟 鲍鮑 鲸鯨 鸿鴻 鸽鴿 鹏鵬 鹰鷹 龚龔 复複 复復 冲衝 冲沖
    并並 须須 须鬚 群羣 峰峯 线綫 启啓 为爲 众衆 床牀 说説 闲閑 哗嘩
";
/// The same, where both scripts use the simplified form: 后 is an empress in either, 後 is only traditional.
const SHARED: &str = "
    丰豐 价價 划劃 叶葉 广廣 挂掛 据據 极極 确確 种種 筑築 胜勝 范範 荐薦 适適 万萬 几幾 厂廠 柜櫃 涂塗 涌湧
    累纍 腊臘 苹蘋 虫蟲 蜡蠟 辟闢 郁鬱 后後 里裡 里裏 面麵 云雲 干幹 只隻 台臺 系係 系繫 制製 准準 才纔 斗鬥
    谷穀 家傢 卷捲 困睏 秋鞦 千韆 曲麴 舍捨 松鬆 向嚮 余餘 御禦 愿願 致緻 咨諮 周週 占佔 布佈 采採 回迴 游遊
    注註 托託 胡鬍 出齣 志誌 念唸 欲慾 合閤 吃喫 表錶 岩巖 弦絃 凶兇 雇僱 奸姦 杯盃 唇脣
";

/// Which script uses a Chinese character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// Simplified texts alone.
    Simplified,
    /// Traditional texts alone.
    Traditional,
    Any,
}

/// Which script uses each character of the block, by its place there.
pub(crate) fn forms() -> &'static [Form] {
    &FORMS.by_place
}

/// The place of a character in the block that holds nearly all of a text; beyond its end for all others.
pub(crate) fn place(c: char) -> usize {
    (u32::from(c) as usize).wrapping_sub(0x4e00)
}

fn form(c: char) -> Form {
    FORMS.by_place.get(place(c)).copied().unwrap_or(Form::Any)
}

/// The simplified form of a traditional character; any other is its own.
pub(crate) fn simplified(c: char) -> char {
    if form(c) != Form::Traditional {
        return c;
    }
    let pair = FORMS.traditional.binary_search_by_key(&c, |(form, _)| *form);
    pair.map_or(c, |place| FORMS.traditional[place].1)
}

/// The traditional forms of a simplified character.
pub(crate) fn traditional(c: char) -> impl Iterator<Item = char> {
    FORMS.traditional.iter().filter(move |(_, simplified)| *simplified == c).map(|(form, _)| *form)
}

/// Whether the character is a Chinese one.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}')
}

/// The lists, for looking up.
struct Forms {
    /// By place in the block: texts are long, and every character is looked up.
    by_place: Vec<Form>,
    /// Traditional forms in order, each with its simplified form.
    traditional: Vec<(char, char)>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut by_place = vec![Form::Any; place('\u{9fff}') + 1];
    let mut traditional = Vec::new();
    for (short, _) in pairs(PAIRS) {
        by_place[place(short)] = Form::Simplified;
    }
    for (short, long) in pairs(PAIRS).chain(pairs(SHARED)) {
        by_place[place(long)] = Form::Traditional;
        traditional.push((long, short));
    }
    traditional.sort_unstable();
    Forms { by_place, traditional }
});

fn pairs(list: &str) -> impl Iterator<Item = (char, char)> {
    list.split_whitespace().filter_map(|pair| {
        let mut characters = pair.chars();
        Some((characters.next()?, characters.next()?))
    })
}

#[cfg(test)]
mod tests {
    use super::{Form, PAIRS, SHARED, form, pairs, simplified};

    #[test]
    fn a_form_belongs_to_one_script() {
        for pair in PAIRS.split_whitespace().chain(SHARED.split_whitespace()) {
            assert_eq!(pair.chars().count(), 2, "`{pair}` is a simplified and a traditional form");
        }
        for (short, long) in pairs(PAIRS) {
            assert_eq!((form(short), form(long)), (Form::Simplified, Form::Traditional), "{short}{long}");
        }
        for (short, long) in pairs(SHARED) {
            assert_eq!((form(short), form(long)), (Form::Any, Form::Traditional), "{short}{long}");
        }
        for (short, long) in pairs(PAIRS).chain(pairs(SHARED)) {
            assert_eq!(simplified(long), short, "each traditional form stands in the lists once");
        }
    }
}
