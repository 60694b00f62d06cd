"""Renders the chart in argv[1] with each of the values in argv[2], a JSON list, by Helm's own library, and prints a JSON list: the
files by name, or why Helm refuses."""

import json
import sys

import helm_python as helm


def render(chart, values):
    try:
        chart.validate_schema(values)
        return {"files": chart.render(values, name="vestibule", namespace="auth")}
    except helm.HelmError as refused:
        return {"refused": str(refused)}


findings = helm.lint(sys.argv[1])
with helm.Chart.load(sys.argv[1]) as chart:
    rendered = [render(chart, values) for values in json.loads(sys.argv[2])]
print(json.dumps({"findings": findings, "rendered": rendered}))
