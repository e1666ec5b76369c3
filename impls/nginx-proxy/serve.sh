# nginx has no variables where it listens, so each start writes a configuration of its own.
#
# Usage: serve.sh LISTEN UPSTREAM FILES [DIRECTIVE], such as 'proxy_half_close on;'
listen=$1
upstream=$2
files=$3
directive=$4

cat >"$files.conf" <<END
load_module /usr/lib/nginx/modules/ngx_stream_module.so;
# In a user namespace of the lab there is no other.
user root;
daemon off;
pid $files.pid;
error_log stderr;
worker_rlimit_nofile 8192;
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
exec nginx -c "$files.conf"
