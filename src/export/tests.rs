use super::fragment::{Images, Links, Setting, clean};
use std::collections::BTreeMap;

fn cleaned(html: &str, links: Links<'_>, classes: bool) -> String {
    let path = crate::model::SitePath::new("a/字.png").unwrap();
    let images = BTreeMap::from([(path, vec![1, 2, 3])]);
    clean(html, "p/页.html", &Setting { links, images: Images::Within(&images), classes, assets: &[] })
}

#[test]
fn what_only_the_page_needs_is_left_out() {
    let root = Links::Absolute(Some("https://e.org/g/"));
    let plain = |html| cleaned(html, root, false);
    assert_eq!(
        plain("<h4 id=\"x\" class=\"y\">甲<a class=\"anchor\" href=\"#x\" aria-label=\"z\"></a></h4>"),
        "<h4>甲</h4>"
    );
    assert_eq!(
        plain("<div class=\"table\" role=\"region\" tabindex=\"0\"><table><td style=\"x\">1</td></table></div>"),
        "<table><td>1</td></table>"
    );
    assert_eq!(plain("<script>a<b</script><button>x<b>y</b></button>甲<b>乙"), "甲<b>乙</b>");
    assert_eq!(plain("</p>甲</li>"), "甲");
    assert_eq!(plain("<label><input type=\"checkbox\" checked><span>做</span></label>"), "☑ 做");
    assert_eq!(
        plain("<math display=\"block\"><mi id=\"a\" mathvariant=\"normal\">x</mi></math>"),
        "<math display=\"block\"><mi mathvariant=\"normal\">x</mi></math>"
    );
    assert_eq!(
        cleaned("<pre class=\"k\"><span class=\"s\">a</span></pre>", root, true),
        "<pre class=\"k\"><span class=\"s\">a</span></pre>"
    );
}

#[test]
fn links_lead_to_the_site_or_are_words() {
    let html = "<a href=\"b/c.html#d\">甲</a><a href=\"#e\">乙</a><a href=\"https://x.org/\">丙</a><a href=\"javascript:x\">丁</a>";
    assert_eq!(
        cleaned(html, Links::Absolute(Some("https://e.org/")), false),
        "<a href=\"https://e.org/b/c.html#d\">甲</a><a href=\"https://e.org/p/%E9%A1%B5.html#e\">乙</a><a href=\"https://x.org/\">丙</a>丁"
    );
    assert_eq!(cleaned(html, Links::Absolute(None), false), "甲乙<a href=\"https://x.org/\">丙</a>丁");
    assert!(
        cleaned(html, Links::Relative, false)
            .starts_with("<a href=\"b/c.html#d\">甲</a><a href=\"p/%E9%A1%B5.html#e\">乙</a>")
    );
}

#[test]
fn images_are_within_or_their_words() {
    let html = "<img src=\"a/%E5%AD%97.png\" alt=\"字\" width=\"1\"><img src=\"none.png\" alt=\"无\" />";
    assert_eq!(
        cleaned(html, Links::Absolute(None), false),
        "<img src=\"data:image/png;base64,AQID\" alt=\"字\" width=\"1\">无"
    );
}
