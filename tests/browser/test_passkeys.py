"""A passkey is registered and used under the strict content security policy (fixture `visit` fails on complaints)."""

from portal.demo import PASSWORD

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_coordinator_registers_a_passkey_and_signs_in_with_it(visit) -> None:
    visitor = visit()
    page = visitor.page
    # Passkeys belong to a name, not to an IP address.
    page.goto(visitor.portal.replace("127.0.0.1", "localhost") + "/accounts/login/")
    device = visitor.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.get_by_label("メールアドレス").fill("wakaba-editor@example.jp")
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="ログイン", exact=True).click()
    page.wait_for_url("**/desk/")

    page.goto(page.url.split("/wakaba/")[0] + "/accounts/2fa/webauthn/add/")
    page.get_by_label("現在のパスワード").or_(page.get_by_label("パスワード", exact=True)).fill(PASSWORD)
    page.get_by_role("button", name="確認する").click()
    page.get_by_label("この機器の呼び名").fill("わたしのスマートフォン")
    page.get_by_role("button", name="登録する").click()
    page.get_by_role("heading", name="予備のコード", exact=True).wait_for()

    visitor.context.clear_cookies()
    page.goto(page.url.split("/accounts/")[0] + "/accounts/login/")
    page.get_by_role("button", name="パスキーでログインする").click()
    page.wait_for_url("**/wakaba/desk/")
    assert page.get_by_role("heading", level=1).inner_text() == "わたしの机"
