"""Pure drawing: values in, SVG geometry out. No Django, no colours, no words."""
