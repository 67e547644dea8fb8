# Turns lines "row,round,side,metric,value" into one table: medians, smallest, and the median of the rounds' ratios.
# -v metric=… -v unit=… -v peer=… -v sides="a b c" -v digits=1
BEGIN { FS = ","; count = split(sides, side, " ") }

$4 == metric {
  if (!($1 in seen)) { seen[$1] = 1; row[++rows] = $1 }
  value[$1, $3, ++n[$1, $3]] = $5
  at[$1, $3, $2] = $5
  if ($2 > rounds) rounds = $2
}

function median(list, size,   i, j, kept) {
  for (i = 2; i <= size; i++) {
    kept = list[i]
    for (j = i - 1; j >= 1 && list[j] > kept; j--) list[j + 1] = list[j]
    list[j + 1] = kept
  }
  return size % 2 ? list[(size + 1) / 2] : (list[size / 2] + list[size / 2 + 1]) / 2
}

function cell(name, which,   i, size, list) {
  size = n[name, which]
  if (!size) return "–"
  for (i = 1; i <= size; i++) list[i] = value[name, which, i] + 0
  middle = median(list, size)
  return sprintf("%.*f (%.*f)", digits, middle, digits, list[1])
}

function ratio(name, which,   i, size, list) {
  for (i = 1; i <= rounds; i++) {
    if ((name, which, i) in at && at[name, peer, i] + 0 > 0) list[++size] = at[name, which, i] / at[name, peer, i]
  }
  return size ? sprintf("%.2f", median(list, size)) : "–"
}

END {
  if (!rows) exit
  line = "| " unit " |"
  rule = "|---|"
  for (i = 1; i <= count; i++) { line = line " " side[i] " |"; rule = rule "---|" }
  if (peer != "") {
    for (i = 1; i <= count; i++) if (side[i] != peer && side[i] != "direct") { line = line " " side[i] " / " peer " |"; rule = rule "---|" }
  }
  print line "\n" rule
  for (r = 1; r <= rows; r++) {
    line = "| " row[r] " |"
    for (i = 1; i <= count; i++) line = line " " cell(row[r], side[i]) " |"
    if (peer != "") for (i = 1; i <= count; i++) if (side[i] != peer && side[i] != "direct") line = line " " ratio(row[r], side[i]) " |"
    print line
  }
  print ""
}
