module example.com/web-shop

go 1.21
