"""The editor shades sparsities that masks may not have, lists the checks, and undoes a proposal."""

from playwright.sync_api import Page, expect

from tests.browser.editor.editor import DIGITS, middle, sentence, staircase

GOOD = f"{DIGITS}&begin_step=38&end_step=138&frequency=10"
FALL = f"{GOOD}&initial_sparsity=0.8&final_sparsity=0.1"


def test_a_falling_curve_is_shaded_and_says_that_all_weights_may_be_kept(page: Page) -> None:
    page.goto(FALL)
    staircase(page)
    area = page.locator(".lab-selected .lab-tied").get_attribute("d") or ""
    assert area.startswith("M")
    assert "end at 10 % or 0 %." in sentence(page)
    expect(page.locator(".lab-key, .lab-legend").first).to_contain_text("or keep all weights")
    expect(page.locator(".lab-finding").first).to_contain_text("or all of them")
    x, y = middle(page.locator(".lab-chart"))
    page.mouse.move(x, y)
    expect(page.locator(".lab-reading td").last).to_contain_text("or 0 %")
    page.locator(".lab-fix").first.click()
    expect(page.get_by_text("No trap found: the masks")).to_be_visible()
    assert page.locator(".lab-selected .lab-tied").get_attribute("d") == ""
    assert sentence(page).endswith("end at 80 %.")


def test_two_findings_with_the_same_fix_have_one_button(page: Page) -> None:
    page.goto(f"{DIGITS}&begin_step=38&end_step=191&frequency=4&power=1&final_sparsity=0.5")
    expect(page.locator(".lab-finding")).to_have_count(2)
    expect(page.locator(".lab-fix")).to_have_count(1)
    expect(page.get_by_text("The fix above removes it too.")).to_be_visible()
    page.locator(".lab-fix").click()
    expect(page.get_by_text("No trap found: the masks")).to_be_visible()


def test_no_trap_found_lists_what_was_checked_and_a_proposal_can_be_undone(page: Page) -> None:
    page.goto(f"{GOOD}&earliest_stop=150")
    expect(page.locator(".lab-stop")).to_have_count(1)
    expect(page.locator(".lab-chart").get_by_text("may stop from here")).to_be_visible()
    expect(page.locator(".lab-scope summary")).not_to_contain_text("Not checked: early stopping")
    page.goto(GOOD)
    summary = page.locator(".lab-scope summary")
    expect(summary).to_contain_text("Not checked: ")
    expect(summary).to_contain_text("early stopping")
    summary.click()
    expect(page.locator(".lab-scope li").first).to_contain_text("192 steps in 1 epoch")
    chips = page.locator(".lab-chip")
    page.get_by_role("button", name="Propose a schedule to 87.5").click()
    expect(chips).to_have_count(2)
    expect(page.get_by_text("This is the target.")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(chips).to_have_count(1)
    expect(page.get_by_text("This is the target.")).to_be_hidden()
