import pytest

from application.ports.watches.web import Page, SelectionEmpty
from domain.common.errors import InvalidRequest
from domain.watches.web.selections import Selection
from integrations.web.checks import check_selection
from integrations.web.reader import WebPageReader
from integrations.web.selectors import check_json_path
from tests.fakes.words import in_english, says
from tests.fakes.words import says as told

SHOP = """<!doctype html><html lang="en"><head><title>Shop</title><style>p {color: red}</style>
<script>var price = 99;</script></head><body>
<nav><a href="/">Home</a></nav>
<div id="offers"><!-- today --><p class="offer">Tea <b>12</b>&nbsp;yuan</p>
<p class="offer">Rice 8 yuan</p>
<p class="ad">Buy now!</p></div>
<table><tr><th>Name</th><th>Left</th></tr><tr><td>Tea</td><td>3</td></tr></table>
<pre>line one
line two</pre><noscript>Enable scripts</noscript><ul><li>one<li>two</ul>tail
</body></html>"""

FEED = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:m="urn:more"><title>News</title>
<entry><title>First</title><link href="https://e.example/1"/><m:score>5</m:score>
<summary type="html">
&lt;p&gt;A &amp;amp; B&lt;/p&gt;&lt;script&gt;x&lt;/script&gt;</summary></entry>
<entry><title>Second</title></entry></feed>"""

JSON = '{"b": {"price": 12.5, "name": "茶"}, "a": [3, 1, 2], "empty": []}'

ARTICLE = """<html lang="zh-CN"><head><title>值班 - 站点</title>
<meta property="article:published_time" content="2026-03-04T05:06:07Z"></head><body>
<nav><a href="/menu">menu</a></nav><article><h1>值班周报</h1>
<p>This week the team handled many alarms, and the first part of the report tells what happened in
each of the regions; see <a href="/detail?a=1#part">the details</a> for more than fits here.</p>
<p>The second part looks at capacity, with a longer list of what grew, what shrank and what stayed,
and <a href="https://other.example/x">another page</a>, then <a href="/detail?a=1">again</a>.</p>
<p><a href="javascript:alert(1)">bad</a> <a href="mailto:a@b.example">mail</a></p></article>
<footer><a href="/imprint">Imprint</a></footer></body></html>"""


def html(text, url="https://shop.example/a/b"):
    return Page(url=url, status=200, text=text, media_type="text/html")


def page(text, media_type):
    return Page(url="https://e.example/", status=200, text=text, media_type=media_type)


def select(page, **how):
    return WebPageReader().select(page, Selection(**how))


def test_a_whole_page_is_what_a_person_would_read_line_by_line():
    """WEB-2."""
    assert select(html(SHOP)).splitlines() == [
        "Home",
        "Tea 12 yuan",
        "Rice 8 yuan",
        "Buy now!",
        "Name Left",
        "Tea 3",
        "line one",
        "line two",
        "one",
        "two",
        "tail",
    ]


def test_links_side_by_side_are_read_apart():
    """WEB-2: browsers show them apart by style; within a word nothing is parted."""
    page = html('<nav><a href="/">Home</a><a href="/s">Shop</a> <a href="/n">News</a></nav>')
    assert select(page) == "Home Shop News"
    assert select(html("<p>one<b>two</b><i>three</i></p>")) == "onetwothree"


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"css": ("p.offer",)}, "Tea 12 yuan\nRice 8 yuan"),
        ({"css": ("p.ad", "b")}, "12\nBuy now!"),
        ({"css": ("#offers", "p.offer")}, "Tea 12 yuan\nRice 8 yuan\nBuy now!"),
        ({"css": ("#offers",), "remove": (".ad", "b", "div p b")}, "Tea yuan\nRice 8 yuan"),
        ({"css": ("tr:nth-child(2)",)}, "Tea 3"),
        ({"xpath": ("//p[@class='offer']/b",)}, "12"),
        ({"xpath": ("//p[@class='offer']/b/text()", "//title")}, "12\nShop"),
        ({"xpath": ("//a/@href",)}, "/"),
        ({"xpath": ("count(//p)",)}, "3"),
        ({"xpath": ("count(//p) > 2",)}, "true"),
        ({"xpath": ("//div | //p",)}, "Tea 12 yuan\nRice 8 yuan\nBuy now!"),
        ({"css": ("#offers",), "xpath": ("//p[1]",)}, "Tea 12 yuan"),
        ({"css": ("p",), "ignore_lines": ("^Buy", "Rice")}, "Tea 12 yuan"),
        ({"css": ("p",), "regex": r"(\d+) yuan"}, "12\n8"),
        ({"css": ("p",), "regex": r"^\w+"}, "Tea\nRice\nBuy"),
        ({"css": ("p", "td"), "sort_lines": True}, "3\nBuy now!\nRice 8 yuan\nTea\nTea 12 yuan"),
        ({"regex": "Tea|Rice", "unique_lines": True}, "Tea\nRice"),
        ({"regex": "Tea|Rice", "unique_lines": True, "sort_lines": True}, "Rice\nTea"),
    ],
)
def test_a_choice_keeps_what_it_says_in_the_pages_order(how, text):
    """WEB-2."""
    assert select(html(SHOP), **how) == text


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"css": (".gone",)}, "css: .*“.gone”"),
        ({"xpath": ("//gone",)}, "xpath: .*“//gone”"),
        ({"xpath": ("string(//gone)",)}, "xpath: "),
        ({"regex": "gone"}, "regex: “gone”"),
        ({"ignore_lines": (".",)}, "ignore_lines: "),
        ({"remove": ("body",)}, "no text"),
        ({"json_path": "a"}, "json_path: the page is no JSON"),
    ],
)
def test_a_choice_that_finds_nothing_is_an_error_that_names_it(how, says):
    """WEB-2."""
    with pytest.raises(SelectionEmpty, check=told(says)):
        select(html(SHOP), **how)


def test_numbers_of_two_cells_and_spaces_within_one_number_stay_apart():
    """WEB-2, WEB-7: side by side 5 and 120 are not 5120, and 1\u202f234 is one number."""
    table = "<table><tr><td>5</td><td> 120</td></tr></table>"
    spaced = "<p>1&nbsp;234,50 € or 1&#8239;234&nbsp;567&nbsp;users, 12&nbsp;34</p>"

    assert select(html(table)) == "5\t120"
    assert select(html(spaced)) == "1\u00a0234,50 € or 1\u202f234\u00a0567 users, 12 34"


def test_a_page_without_an_article_says_so():
    """WEB-2."""
    with pytest.raises(SelectionEmpty, check=told("main_text: ")):
        select(html("<html><body></body></html>x"), main_text=True)


def test_the_main_text_leaves_menus_and_footers_out():
    """WEB-2."""
    text = select(html(ARTICLE), main_text=True)

    assert "handled many alarms" in text
    assert "menu" not in text
    assert "Imprint" not in text


@pytest.mark.parametrize(
    ("how", "text"),
    [
        ({"json_path": "b.name"}, "茶"),
        ({"json_path": "b.price"}, "12.5"),
        ({"json_path": "a"}, "3\n1\n2"),
        ({"json_path": "sort(a)[0]"}, "1"),
        ({"json_path": "b"}, '{\n"name": "茶",\n"price": 12.5\n}'),
    ],
)
def test_json_is_chosen_by_path_and_written_with_sorted_keys(how, text):
    """WEB-2."""
    assert select(page(JSON, "application/json"), **how) == text


def test_json_without_a_path_reads_the_same_whatever_the_order_of_its_keys():
    """WEB-2."""
    other = '{"a": [3,1,2],\n"empty": [], "b": {"name": "\\u8336", "price": 12.5}}'

    assert select(page(JSON, "application/json")) == select(page(other, "text/json"))


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ({"json_path": "gone"}, "json_path"),
        ({"json_path": "empty"}, "json_path"),
        ({"css": ("p",)}, "css: the page is JSON"),
        ({"main_text": True}, "main_text: the page is JSON"),
    ],
)
def test_json_that_does_not_hold_what_is_chosen_says_so(how, says):
    """WEB-2."""
    with pytest.raises(SelectionEmpty, check=told(says)):
        select(page(JSON, "application/json"), **how)


@pytest.mark.parametrize("path", ["join('', b.name)", "sum(b.name)", "b | keys(name)"])
def test_a_function_that_does_not_fit_is_named_without_the_value(path):
    """WEB-2, SEC-4: the sentence stays with the task, and people and models read it."""
    with pytest.raises(InvalidRequest) as error:
        select(page(JSON, "application/json"), json_path=path)

    assert error.value.field == "selection.json_path"
    assert f"{path.partition('(')[0].split()[-1]}() takes " in in_english(error.value)
    assert "茶" not in str(error.value)


def test_json_that_cannot_be_parsed_is_text():
    """WEB-2, REL-2."""
    assert select(page("{oops", "application/json")) == "{oops"
    assert "[[[" in select(page("[" * 100_000, "application/json"))


def test_a_feed_reads_as_named_lines():
    """WEB-2."""
    assert select(page(FEED, "application/atom+xml")).splitlines() == [
        "title: News",
        "title: First",
        "link: https://e.example/1",
        "score: 5",
        "summary: A & B",
        "title: Second",
    ]


@pytest.mark.parametrize(
    ("xpath", "text"),
    [
        ("//entry/title", "title: First\ntitle: Second"),
        ("//entry/title/text()", "First\nSecond"),
        ("//m:score/text()", "5"),
    ],
)
def test_xpath_in_a_feed_needs_no_prefix_for_its_own_names(xpath, text):
    """WEB-2."""
    assert select(page(FEED, "text/html"), xpath=(xpath,)) == text


def test_css_on_a_feed_says_to_use_xpath():
    """WEB-2."""
    with pytest.raises(SelectionEmpty, check=told("choose with xpath")):
        select(page(FEED, "application/rss+xml"), css=("entry",))


def test_a_prefix_that_the_page_does_not_declare_is_the_askers_mistake():
    """WEB-2."""
    with pytest.raises(InvalidRequest, check=says(r"selection\.xpath")):
        select(html(SHOP), xpath=("//m:score",))


def test_entities_of_a_document_are_neither_loaded_nor_multiplied():
    """WEB-2, SEC-4."""
    evil = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/hostname">'
        '<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">]>'
        "<a><b>&f;</b><c>&y;</c><d>seen</d></a>"
    )

    assert select(page(evil, "application/xml")) == "d: seen"


def test_plain_text_is_read_as_it_is():
    """WEB-2."""
    assert select(page("a\n\n  b  c\n", "text/plain")) == "a\nb c"
    with pytest.raises(SelectionEmpty, check=told("css: the page is plain text")):
        select(page("a", "text/plain"), css=("p",))


def test_an_empty_page_is_an_error_and_not_a_change():
    """WEB-2."""
    for text in ("", "<html></html>", "<!-- -->"):
        with pytest.raises(SelectionEmpty):
            select(html(text))


def test_a_page_that_declares_another_encoding_inside_is_read():
    """WEB-2: the text is decoded by then; its own claims no longer count."""
    assert select(html('<?xml version="1.0" encoding="gbk"?><html><p>值班</p></html>')) == "值班"


@pytest.mark.parametrize(
    ("how", "field"),
    [
        ({"css": ("p", "p[")}, "config.selection.css[1]"),
        ({"css": ("p) , (",)}, "config.selection.css[0]"),
        ({"remove": ("",)}, "config.selection.remove[0]"),
        ({"xpath": ("//p[",)}, "config.selection.xpath[0]"),
        ({"xpath": ("unknown()",)}, "config.selection.xpath[0]"),
        ({"json_path": "a["}, "config.selection.json_path"),
        ({"json_path": "nofunction(@)"}, "config.selection.json_path"),
        ({"regex": "("}, "config.selection.regex"),
        ({"regex": "a" * 501}, "config.selection.regex"),
        ({"ignore_lines": ("ok", "[")}, "config.selection.ignore_lines[1]"),
    ],
)
def test_a_selector_that_cannot_be_parsed_is_named(how, field):
    """WEB-2."""
    with pytest.raises(InvalidRequest) as wrong:
        check_selection(Selection(**how), "config.selection")

    assert wrong.value.field == field


@pytest.mark.parametrize(
    "expression",
    [
        "|".join(["[@,@][]"] * 60),
        "|".join(["{a:@,b:@}"] * 49),
        "|".join(["map(&`[1,1,1,1,1,1,1,1]`,@)[]"] * 15),
    ],
)
def test_an_expression_that_multiplies_what_it_is_given_is_refused_before_it_is_tried(expression):
    """WEB-2, SEC-2: the first would fill any memory, even with nothing to choose from."""
    with pytest.raises(InvalidRequest, check=says(r"json_path must not repeat .* over 1,000")):
        check_json_path(expression, "json_path")


@pytest.mark.parametrize(
    "expression",
    [
        "items[?price>`10`&&name!='x'].{name:name,price:price,tags:tags[*].label}",
        "{" + ",".join(f"f{n}:{{a:a,b:b,c:c,d:d}}" for n in range(9)) + "}",
        "data[1:20:2] | [].values[] | sort_by(@,&at)[-1].[at,value]",
        'contains(`["a","b","c"]`, name)',
    ],
)
def test_an_expression_that_chooses_much_is_taken(expression):
    """WEB-2."""
    check_json_path(expression, "json_path")


def test_selectors_that_only_some_pages_can_answer_may_be_kept():
    """WEB-2."""
    check_selection(
        Selection(css=("p:has(b) > b",), xpath=("//m:score",), regex="a|b"), "selection"
    )
    check_selection(Selection(json_path="sort_by(items, &price)[0].name"), "selection")


def test_an_article_has_its_title_text_date_and_absolute_links():
    """WEB-2, MEM-2."""
    article = WebPageReader().article(html(ARTICLE))

    assert article.title == "值班周报"
    assert "second part looks at capacity" in article.text
    assert (article.published, article.language) == ("2026-03-04", "zh-CN")
    assert article.links == (
        ("the details", "https://shop.example/detail?a=1"),
        ("another page", "https://other.example/x"),
    )


def test_a_base_of_the_page_moves_its_links_but_not_out_of_the_web():
    """WEB-2."""
    based = '<html><head><base href="{}"></head><body><p><a href="x">go</a></p></body></html>'

    def links(base):
        return WebPageReader().article(html(based.format(base))).links

    assert links("/base/") == (("go", "https://shop.example/base/x"),)
    assert links("javascript:alert(1)//") == (("go", "https://shop.example/a/x"),)
    assert links("http://[broken/") == (("go", "https://shop.example/a/x"),)


def test_an_article_is_not_looked_for_in_more_than_can_be_searched():
    """WEB-2, SEC-2."""
    large = html("<html><title>Large</title><p>" + "word " * 320_000 + "</p></html>")

    assert WebPageReader().article(large).title == "Large"
    with pytest.raises(SelectionEmpty, check=told("main_text: the page is too large")):
        select(large, main_text=True)


def test_a_page_without_an_article_is_read_whole():
    """WEB-2, MEM-2."""
    article = WebPageReader().article(html("<html><title> A  b </title><p>short"))

    assert (article.title, article.text, article.links) == ("A b", "short", ())
    assert WebPageReader().article(html("")).text == ""
    assert WebPageReader().article(page(JSON, "application/json")).text.startswith("{")
