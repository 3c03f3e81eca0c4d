"""Links of older versions of the lab: one page at `/training` had the form and also showed a run."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from pages.components.elements.scripts import base_path


def old_links_route() -> Route:
    """The route of the old page. It leads browsers to the run page, or to the train page."""
    return Route(f"{base_path()}/training", redirect)


async def redirect(request: Request) -> RedirectResponse:
    """Answer a request with the new address. Browsers keep the new address, so that they can go back."""
    return RedirectResponse(new_address(request.url.query))


def new_address(query: str) -> str:
    """Return the new address of an old link. It is relative, so it is right behind any proxy.

    >>> new_address("run=abc&key=secret"), new_address("epochs=3"), new_address("")
    ('run?run=abc&key=secret', 'train?epochs=3', 'train')

    Args:
        query: The query of the old link, as the browser sent it.
    """
    page = "run" if any(parse_qs(query).get("run", ())) else "train"
    return f"{page}?{query}" if query else page
