# SPDX-License-Identifier: GPL-2.0-or-later
"""Looks at an HTML page as a screen reader and a critic of colours would."""
import html.parser
import re

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(html.parser.HTMLParser):
    """faults: what is not accessible or not well formed; tags: all that are used; links: what it would load."""

    OURS = {"html", "head", "meta", "title", "style", "body", "header", "main", "h1", "h2", "h3", "h4", "p", "span", "strong",
            "article", "dl", "dt", "dd", "ol", "ul", "li", "pre", "code", "details", "summary", "figure", "figcaption",
            "svg", "desc", "g", "rect", "path", "text", "table", "caption", "thead", "tbody", "tr", "th", "td", "div"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.text, self.faults, self.tags, self.links, self.counts = text, [], set(), [], {}
        self.open, self.ids, self.wanted, self.level, self.seen_text = [], set(), [], 0, {}
        self.tables = []
        self.feed(text)
        self.close()
        if self.open:
            self.fault(f"not closed: {self.open}")
        self.look_at_the_whole()

    def fault(self, text):
        self.faults.append(text)

    def count(self, tag):
        return self.counts.get(tag, 0)

    def handle_decl(self, decl):
        self.counts["doctype"] = decl.lower() == "doctype html"

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.tags.add(tag)
        self.counts[tag] = self.count(tag) + 1
        if len(given) != len(attributes):
            self.fault(f"{tag}: an attribute twice")
        if any(name.startswith("on") for name in given):
            self.fault(f"{tag}: a script in an attribute")
        self.links += [given[name] for name in ("src", "href", "data", "action") if name in given]
        if "id" in given:
            if given["id"] in self.ids:
                self.fault(f"id {given['id']} twice")
            self.ids.add(given["id"])
        self.wanted += given.get("aria-labelledby", "").split()
        self.look_at(tag, given)
        if tag not in VOID and not self.get_starttag_text().endswith("/>"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)

    def look_at(self, tag, given):
        if tag == "html" and not given.get("lang"):
            self.fault("html has no lang")
        if re.fullmatch("h[1-6]", tag):
            level = int(tag[1])
            if level > self.level + 1:
                self.fault(f"{tag} after h{self.level}")
            self.level = level
        if tag == "svg" and (given.get("role") != "img" or not given.get("aria-labelledby")):
            self.fault("svg says nothing to those who do not see it")
        if tag == "img" and "alt" not in given:
            self.fault("img without alt")
        if tag == "th" and given.get("scope") not in ("row", "col"):
            self.fault("th without scope")
        if tag == "table":
            self.tables.append(set())
        if self.tables:
            self.tables[-1].add(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.fault(f"</{tag}> where {self.open[-1:]} is open")
            return
        self.open.pop()
        if tag == "table" and not {"caption", "th"} <= self.tables.pop():
            self.fault("a table without caption or headers")

    def handle_data(self, data):
        if data.strip():
            for tag in self.open[-1:]:
                self.seen_text[tag] = True

    def look_at_the_whole(self):
        for tag, number in (("html", 1), ("title", None), ("main", 1), ("h1", 1)):
            if not self.count(tag) or (number and self.count(tag) != number):
                self.fault(f"{self.count(tag)} of {tag}")
        if not self.counts.get("doctype"):
            self.fault("no doctype")
        if 'name="viewport"' not in self.text:
            self.fault("no viewport")
        if not self.seen_text.get("title"):
            self.fault("the title is empty")
        for name in self.wanted:
            if name not in self.ids:
                self.fault(f"aria-labelledby names {name}, which is not there")

    def contrasts(self):
        """{"light": {"text on ground": 15.2, …}, "dark": …}, measured as WCAG 2 does."""
        style = re.search(r"<style>(.*?)</style>", self.text, re.S).group(1)
        light, dark = (dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", block))
                       for block in re.findall(r":root \{(.*?)\}", style, re.S))
        return {name: {f"{text} on {ground}": ratio(colours[text], colours[ground])
                       for text in ("text", "faint", "red", "yellow", "green") for ground in ("ground", "panel")}
                for name, colours in (("light", light), ("dark", dark))}


def luminance(colour):
    parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
