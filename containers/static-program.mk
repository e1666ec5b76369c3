# Rules for a C++ program made of the sources beside its Makefile, static, so that it can be put into an image
# that holds no library. The Makefile sets `program`, and includes this.
CXX = g++
CXXFLAGS += -std=c++23 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -MMD -MP
LDFLAGS += -static -s

rules := $(lastword $(MAKEFILE_LIST))
objects := $(patsubst %.cpp,build/%.o,$(wildcard *.cpp))

build/$(program): $(objects)
	$(CXX) $(LDFLAGS) -o $@ $^

# The compiler's own list of headers (-MMD) is the dependency, and so are the flags in here.
build/%.o: %.cpp Makefile $(rules) | build
	$(CXX) $(CXXFLAGS) -c -o $@ $<

build:
	mkdir -p $@

.PHONY: clean
clean:
	rm -rf build

-include $(objects:.o=.d)
