module traces

go 1.21
