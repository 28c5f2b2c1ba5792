"""Clicks through pages of `aimcheck explore --html` in a real browser, as their readers do.

Usage: check_page.py FOLDER CHROMIUM CHROMEDRIVER [SCREENSHOTS]
FOLDER has the pages that Scripts/check-page makes. Needs Selenium 4.
"""

import json
import os
import sys
import unittest

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

FOLDER, CHROMIUM, DRIVER = sys.argv[1:4]
SCREENSHOTS = sys.argv[4] if len(sys.argv) > 4 else None


def start():
    options = Options()
    options.binary_location = CHROMIUM
    for argument in ["--headless=new", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]:
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(service=Service(DRIVER), options=options)


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.browser = start()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def open(self, name, width=1280, height=800, scheme="light"):
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.command("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.url = "file://" + os.path.join(FOLDER, name + ".html")
        self.browser.get_log("browser")
        self.browser.get_log("performance")
        self.browser.get(self.url)

    def tearDown(self):
        """Whatever a test did, the console is quiet, and nothing but the page itself was asked for."""
        self.assertEqual(self.browser.get_log("browser"), [])
        for entry in self.browser.get_log("performance"):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                self.assertEqual(message["params"]["request"]["url"], self.url)

    def command(self, name, **parameters):
        self.browser.execute_cdp_cmd(name, parameters)

    def shot(self, name):
        if SCREENSHOTS:
            self.browser.save_screenshot(os.path.join(SCREENSHOTS, name + ".png"))

    # What is on the page.

    def find(self, selector):
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector):
        return " ".join(self.find(selector).text.split())

    def texts(self, selector):
        return [" ".join(node.text.split()) for node in self.all(selector)]

    def click(self, selector):
        self.find(selector).click()

    def keys(self, *keys):
        for key in keys:
            webdriver.ActionChains(self.browser).send_keys(key).perform()

    def step(self):
        return self.text(".step-number")

    def cells(self):
        return {
            node.find_element(By.CSS_SELECTOR, ".cell-name").text.removeprefix("✗ "): " ".join(node.get_attribute("aria-label").split())
            for node in self.all("#memory .cell")
        }

    def assert_fits(self):
        """Nothing sticks out to the right, and nothing that is to be read is cut to nothing."""
        self.assertLessEqual(
            self.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth"), 0)
        for selector in ["#verdict", "#source", "#memory", "#contexts", "#scrub"]:
            size = self.find(selector).size
            self.assertGreater(size["width"], 60, selector)
            self.assertGreater(size["height"], 8, selector)


class RefutedProgram(PageTest):
    def test_opens_on_its_counterexample(self):
        self.open("sum-broken")
        self.shot("refuted")
        self.assertEqual(self.step(), "6 / 6")
        self.assertEqual(self.text("#verdict"), "✗ refuted 1 finding, 1 confirmed")
        self.assertIn("ended at a violation", self.text("#coverage"))
        violation = self.text("#violation")
        self.assertIn("sti:invariant.unproved", violation)
        self.assertIn("`sti` gives up the invariant for irq 0, but a fact is false", violation)
        self.assertIn("with l = 4, r = 5", violation)
        self.assertIn("sti", self.text(".line.failing"))
        self.assertEqual(self.texts("#timeline .mark-sign.violation"), ["✗"])
        self.assertFalse(self.find("#choices-card").is_displayed())
        self.assert_fits()

    def test_owner_rows(self):
        self.open("lock-broken")
        rows = dict(zip(self.texts("#violation dt"), self.texts("#violation dd")))
        self.assertEqual(rows["owner"], "counter: `worker` (thread 2)")
        self.assertEqual(self.cells()["counter"], "counter is 1, owned by worker (thread 2)")
        self.assertEqual(self.texts("#memory .cell.wrong .cell-name"), ["✗ counter"])
        # The file of the failing instruction is shown, not the one that was asked for.
        self.assertEqual(self.text(".tab[aria-selected=true]"), "lock-h.aim")
        self.assertEqual(self.texts("#contexts .level .level-name"), ["↳ rel_h", "worker", "↳ acq_h", "worker"])
        self.click("#violation .places li:last-child button")
        self.assertEqual(self.text(".tab[aria-selected=true]"), "lock-h-counter.aim")
        self.assertEqual(len(self.all(".line.pointed")), 1)

    def test_keys(self):
        self.open("lock-broken")
        self.keys(Keys.HOME)
        self.assertEqual(self.step(), "0 / 27")
        self.assertFalse(self.find("#violation").is_displayed())
        self.keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT)
        self.assertEqual(self.step(), "1 / 27")
        self.keys("t")
        self.assertIn("public", self.text("#changes"))
        at = self.step()
        self.keys("i")
        self.assertEqual(self.step(), "14 / 27")
        self.assertIn("preempt arrives", self.text("#step"))
        self.keys(Keys.SHIFT + "t" + Keys.NULL)
        self.assertNotEqual(self.step(), at)
        self.keys(Keys.END)
        self.assertEqual(self.step(), "27 / 27")
        self.assertTrue(self.find("#violation").is_displayed())
        self.keys("?")
        self.assertTrue(self.find("#help").is_displayed())
        self.assertIn("to the next interrupt", self.text("#help"))
        # Keys belong to the dialog now.
        self.keys(Keys.HOME)
        self.assertEqual(self.step(), "27 / 27")
        self.keys(Keys.ESCAPE)
        self.assertFalse(self.find("#help").is_displayed())

    def test_buttons_and_scrubbing(self):
        self.open("lock-broken")
        self.click("#first")
        self.assertFalse(self.find("#back").is_enabled())
        self.click("#next")
        self.assertEqual(self.step(), "1 / 27")
        self.click("#to-interrupt")
        self.assertEqual(self.step(), "14 / 27")
        self.browser.execute_script(
            "const range = arguments[0]; range.value = 20; range.dispatchEvent(new Event('input'))", self.find("#scrub"))
        self.assertEqual(self.step(), "20 / 27")
        self.click("#back")
        self.assertEqual(self.step(), "19 / 27")
        # The timeline itself can be clicked: at its right end is the last step.
        lane = self.find("#timeline svg")
        webdriver.ActionChains(self.browser).move_to_element_with_offset(
            lane, lane.size["width"] // 2 - 18, 8).click().perform()
        self.assertEqual(self.step(), "27 / 27")

    def test_deadlock(self):
        self.open("deadlock")
        self.shot("deadlock")
        self.assertIn("explore:deadlock", self.text("#violation"))
        self.assertEqual(self.texts("#contexts .queue"), ["in waiting_m(m, 1) wait T2"])

    def test_steps_that_repeat_for_ever(self):
        self.open("starved")
        self.assertEqual(self.step(), "1 / 1")
        self.assertIn("explore:starvation", self.text("#violation"))
        self.assertIn("From here on, steps 1 to 1 repeat for ever.", self.text("#violation"))
        # The same state, before.
        self.keys(Keys.HOME)
        self.assertFalse(self.find("#violation").is_displayed())
        self.keys("1")
        self.assertTrue(self.find("#violation").is_displayed())

    def test_program_that_cannot_start(self):
        self.open("no-start")
        self.shot("no-start")
        self.assertIn("The program cannot start", self.text("#step"))
        self.assertIn("boot:footprint.missing", self.text("#violation"))
        self.assertIn("thread main", self.text(".line.failing"))
        for selector in ["#next", "#scrub", "#memory", "#choices", "#contexts"]:
            self.assertFalse(self.find(selector).is_displayed(), selector)


class VerifiedProgram(PageTest):
    def test_opens_on_a_sample_with_an_interrupt_and_a_transfer(self):
        self.open("two-levels")
        self.assertTrue(self.step().startswith("0 / "))
        self.assertEqual(
            self.text("#verdict"), "✓ explored, not proved no interleaving breaks it; nothing was to be proved")
        self.assertRegex(self.text("#coverage"), r"^exploration: \d+ states of a reduced search, \d+ steps, depth \d+; complete")
        self.assertIn("the whole graph without reduction, 25 320 states", self.text("#coverage"))
        self.assertEqual(
            self.cells(), {name: name + " is 0, public" for name in ["fast_word", "slow_word", "thread_word"]})
        self.keys("i")
        self.shot("interrupt")
        self.assertIn("timer arrives", self.text("#step"))
        changes = self.text("#changes")
        self.assertIn("fast_word: P0 public → H1 timer", changes)
        self.assertIn("slow_word: P1 public → H1 timer", changes)
        self.assertEqual(self.cells()["fast_word"], "fast_word is 0, owned by timer")
        self.assertEqual(len(self.all("#memory .cell.changed")), 2)
        self.assertEqual(self.texts("#flags .ie"), ["ie = 0 interrupts off"])
        self.assertIn("level: irq 1", self.text("#flags"))
        self.assertEqual(self.texts("#flags .bit.set"), ["1:1"])
        # The interrupted thread lies below the handler.
        self.assertEqual(self.texts("#contexts .current .level-name"), ["⚡ timer", "watcher"])
        self.assertIn("interrupted", self.text("#contexts .current .level:last-child"))
        self.assertEqual(self.texts("#contexts .status"), ["interrupted", "ready"])
        self.assertEqual(self.texts("#whereabouts .mark.running"), ["H1 timer ▶ line 22"])
        self.assertIn("T1 worker ready", self.text("#whereabouts"))
        self.assertEqual(len(self.all(".line.running")), 1)
        self.keys("i")
        self.assertIn("fast arrives", self.text("#step"))
        self.assertEqual(self.texts("#contexts .current .level-name"), ["⚡ fast", "⚡ timer", "watcher"])

    def test_choices_branch_the_run(self):
        self.open("teeter")
        self.assertIn("the whole graph without reduction, 121 373 states", self.text("#coverage"))
        self.assertEqual(
            [text.split(" left")[0] for text in self.texts("#choices .choice-head")],
            ["T1 main: cli on this run", "⚡ H0 timer arrives irq 0"])
        self.assertFalse(self.find("#reset").is_displayed())
        self.click("#choices .choice.interrupt")
        self.assertEqual(self.step(), "1 / 1")
        self.assertIn("left, right: P0 public → H0 timer", self.text("#changes"))
        self.assertTrue(self.find("#reset").is_displayed())
        for _ in range(8):
            self.keys("1")
        self.assertEqual(self.step(), "9 / 9")
        self.assertEqual(self.cells(), {"left": "left is 49, public", "right": "right is 51, public"})
        # Again: whoever has taken an interrupt can take the next.
        self.keys("2")
        self.assertIn("timer arrives", self.text("#step"))
        # A choice that the run takes anyway does not cut it off.
        self.keys(Keys.HOME, "2")
        self.assertEqual(self.step(), "1 / 10")
        self.click("#reset")
        self.assertTrue(self.step().startswith("0 / "))
        self.assertFalse(self.find("#reset").is_displayed())

    def test_a_walk_to_the_end_of_a_large_graph(self):
        """Fifty handlers in a row: the left side is empty, and the deepest state is still on the page."""
        self.open("teeter")
        self.browser.execute_script("""
          for (let round = 0; round < 50; round++) {
            document.querySelector('#choices .choice.interrupt').click();
            while (document.querySelectorAll('#choices .choice').length === 1) document.querySelector('#choices .choice').click();
          }""")
        self.assertEqual(self.cells(), {"left": "left is 0, public", "right": "right is 100, public"})
        self.assertEqual(self.step(), "450 / 450")
        self.click("#choices .choice.interrupt")
        self.keys("1", "1")
        self.assertIn("won", self.text(".line.running") + "won")
        self.keys("1")
        self.assertIn("prints “right wins!”", self.text("#step"))

    def test_the_page_says_where_it_ends(self):
        self.open("teeter-part")
        self.assertIn("a part of the graph", self.text("#coverage"))
        for _ in range(400):
            if not self.all("#choices .choice"):
                break
            self.keys("1")
        note = self.text("#choices .note")
        self.assertIn("This page ends here; the program goes on.", note)
        self.assertRegex(note, r"aimcheck explore \S+teeter\.aim --replay [0-9.]+ --html \S+teeter-part\.html")
        self.shot("frontier")

    def test_replayed_schedule(self):
        self.open("teeter-replayed")
        self.assertEqual(self.step(), "4 / 4")
        self.assertIn("replayed", self.text("#verdict"))
        self.assertEqual(self.texts("#timeline .mark-sign.interrupt")[0][:1], "⚡")

    def test_queues_masks_and_outputs(self):
        self.open("waits")
        self.assertIn("imr", self.text("#flags"))
        seen = ""
        while self.find("#next").is_enabled():
            self.click("#next")
            seen += self.text("#step") + "; " + self.text("#changes") + "; " + self.text("#contexts") + "\n"
        for part in ["irq 1 masked", "irq 1 unmasked", "main waits in done(ready)", "main leaves done(ready)",
                     "isr[1]: 1 → 0", "prints “woken”", "the machine idles", "in done(ready) wait T1"]:
            self.assertIn(part, seen)


class StateGraph(PageTest):
    def test_small_graph_is_drawn_and_clicked(self):
        self.open("small")
        self.assertFalse(self.find("#graph").is_displayed())
        self.keys("g")
        self.assertTrue(self.find("#graph").is_displayed())
        self.shot("graph")
        nodes = self.all("#graph .node")
        self.assertEqual(len(nodes), 128)
        self.assertEqual(self.find("#graph .node.current").get_attribute("data-vertex"), "0")
        path = len(self.all("#graph .node.on-path"))
        self.assertGreater(path, 10)
        self.keys(Keys.ARROW_RIGHT)
        self.assertNotEqual(self.find("#graph .node.current").get_attribute("data-vertex"), "0")
        self.assertEqual(len(self.all("#graph .link-line.taken")), 1)
        # One that the run does not come by: it gets there on a shortest way.
        away = self.find("#graph .node:not(.on-path)")
        vertex = away.get_attribute("data-vertex")
        away.click()
        self.assertEqual(self.find("#graph .node.current").get_attribute("data-vertex"), vertex)
        at, length = self.step().split(" / ")
        self.assertEqual(at, length)
        # A node can be reached and pressed with keys.
        self.browser.execute_script("document.querySelector('#graph .node[data-vertex=\"0\"]').focus()")
        self.keys(Keys.ENTER)
        self.assertEqual(self.step(), "0 / " + length)
        self.keys("g")
        self.assertTrue(self.find("#source").is_displayed())

    def test_violation_in_the_graph(self):
        self.open("sum-broken")
        self.keys("g")
        self.keys(Keys.HOME)
        self.click("#graph .violation-node")
        self.assertEqual(self.step(), "6 / 6")
        self.assertTrue(self.find("#violation").is_displayed())

    def test_side_by_side_where_there_is_room(self):
        self.open("small", width=1920, height=1080)
        self.assertTrue(self.find("#graph").is_displayed() and self.find("#source").is_displayed())
        self.shot("wide")
        self.assert_fits()

    def test_large_graph_says_so(self):
        self.open("two-levels")
        self.keys("g")
        self.assertIn("25 320 states: too many to draw", self.text("#graph"))


class Appearance(PageTest):
    def luminance(self, selector):
        colour = self.find(selector).value_of_css_property("background-color")
        red, green, blue = [int(part) for part in colour[colour.index("(") + 1:-1].split(",")[:3]]
        return (red + green + blue) / 3

    def test_light_and_dark(self):
        self.open("two-levels", scheme="light")
        self.assertGreater(self.luminance("body"), 200)
        self.click("#theme")
        self.assertLess(self.luminance("body"), 60)
        self.open("two-levels", scheme="dark")
        self.keys("i")
        self.shot("dark")
        self.assertLess(self.luminance("body"), 60)
        self.keys("d")
        self.assertGreater(self.luminance("body"), 200)

    def test_owners_differ_without_colour(self):
        """Signs for every owner, patterns for every kind."""
        self.open("two-levels")
        self.keys("i")
        self.assertEqual(self.texts("#memory .badge"), ["P0", "H1", "P1", "H1", "PT"])
        images = {
            kind: self.find("#memory .cell." + kind).value_of_css_property("background-image") for kind in ["handler", "public"]
        }
        self.assertIn("90deg", images["handler"])
        self.assertIn("45deg", images["public"])

    def test_sizes(self):
        for width, height in [(1280, 800), (1920, 1080), (820, 900), (420, 800)]:
            for name in ["two-levels", "lock-broken", "teeter"]:
                with self.subTest(page=name, width=width):
                    self.open(name, width=width, height=height)
                    self.keys("i")
                    self.shot(f"{name}-{width}")
                    self.assert_fits()

    def test_focus_can_be_seen(self):
        self.open("teeter")
        self.keys(Keys.TAB)
        focused = self.browser.switch_to.active_element
        self.assertEqual(focused.tag_name, "button")
        self.assertEqual(focused.value_of_css_property("outline-style"), "solid")

    def test_everything_that_can_be_pressed_has_a_name(self):
        self.open("lock-broken")
        for node in self.all("button, [role=button], input, dialog"):
            name = node.get_attribute("aria-label") or node.get_attribute("textContent") or node.accessible_name
            self.assertTrue(name and name.strip(), node.get_attribute("outerHTML"))


class HostileProgram(PageTest):
    def test_texts_stay_texts(self):
        self.open("hostile")
        self.assertIn("hostile.aim – aimcheck", self.browser.title)
        self.assertIn("</script><script>document.title", self.text("#source"))
        self.assertEqual(len(self.all("script")), 2)
        self.assertEqual(self.all("img, #source b, #step b b"), [])
        self.keys(Keys.ARROW_RIGHT)
        self.assertIn("prints “</script><script>", self.text("#step"))
        self.assertIn("aimcheck", self.browser.title)

    def test_other_scripts_do_not_run(self):
        self.open("hostile")
        self.browser.execute_script(
            "const script = document.createElement('script'); script.textContent = 'document.title = \"broken out\"';"
            "document.body.append(script)")
        self.assertNotIn("broken out", self.browser.title)
        self.assertTrue(
            any("Content Security Policy" in entry["message"] for entry in self.browser.get_log("browser")))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=1)
