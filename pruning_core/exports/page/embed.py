"""The HTML that shows a page of the lab inside another web page."""

import html
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pruning_core.exports.addresses import check_address
from pruning_core.exports.markup import title_in_html

HEIGHT = 640


def iframe_snippet(url: str, *, title: str) -> str:
    """HTML that shows a page of the lab in the full width of the page that contains it.

    Args:
        url: A share link; `embed=true`, which hides Streamlit's toolbar, is added to its query.
        title: The title of the page, for screen readers.

    Raises:
        FieldError: If the URL is not a web address, or if the title is empty.

    >>> print(iframe_snippet("https://lab.example/?power=3", title="Power 3"))
    <iframe
      src="https://lab.example/?power=3&amp;embed=true"
      title="Power 3"
      loading="lazy"
      width="100%"
      height="640"
      style="border: 0"
    ></iframe>
    <BLANKLINE>
    """
    return f"""\
<iframe
  src="{html.escape(embed_address(url), quote=True)}"
  title="{title_in_html(title)}"
  loading="lazy"
  width="100%"
  height="{HEIGHT}"
  style="border: 0"
></iframe>
"""


def embed_address(url: str) -> str:
    """The address with one `embed=true` after its other parameters.

    Source: "Embed your app" in Streamlit's documentation.

    >>> embed_address("https://lab.example/?embed=false&name=a+b#top")
    'https://lab.example/?name=a+b&embed=true#top'
    """
    parts = urlsplit(check_address("url", url))
    parameters = parse_qsl(parts.query, keep_blank_values=True)
    others = [(name, value) for name, value in parameters if name != "embed"]
    return urlunsplit(parts._replace(query=urlencode([*others, ("embed", "true")])))
