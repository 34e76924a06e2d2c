"""The parts of a child's record as HTML, for the template of its page."""

from django import template

from isee.web.present.record.html import life_html, section_html

register = template.Library()
register.filter("blocks", section_html)
register.filter("table_of_life", life_html)
