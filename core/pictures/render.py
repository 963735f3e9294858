"""Charts as files: PNG and SVG."""

import json

import vl_convert

from core.pictures.frame import Spec


def png(spec: Spec, scale: float = 2.0) -> bytes:
    """Return the chart as a PNG, ``scale`` times its size; asks nothing of a network."""
    return vl_convert.vegalite_to_png(json.dumps(spec), scale=scale, allowed_base_urls=[])


def svg(spec: Spec) -> str:
    """Return the chart as an SVG image; asks nothing of a network."""
    return vl_convert.vegalite_to_svg(json.dumps(spec), allowed_base_urls=[])
