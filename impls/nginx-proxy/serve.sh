# nginx has no variables where it listens, so each start writes a configuration of its own. The file is
# gone before nginx starts, which reads what is still open of it, and removes its pid file itself.
#
# Usage: serve.sh LISTEN UPSTREAM [DIRECTIVE], such as 'proxy_half_close on;'
listen=$1
upstream=$2
directive=$3

# Its workers may have as many descriptors as this process is allowed.
ulimit -S -n "$(ulimit -H -n)"

file=$(mktemp) || exit
cat >"$file" <<END
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
# In a user namespace of the lab there is no other.
user root;
daemon off;
pid $file;
error_log stderr;
events { worker_connections 4096; }
stream {
  server {
    listen $listen backlog=1024;
    proxy_pass $upstream;
    proxy_connect_timeout 10s;
    # Silent peers are not dead ones.
    proxy_timeout 1h;
    $directive
  }
}
END
exec 3<"$file"
rm "$file"
exec nginx -e stderr -c /dev/fd/3
